/**
 * `npm run badge [-- OWNER/NAME]`: writes Binder's launch badge into the README and its address into docs/homes.md.
 * Without a name the repository is the one of package.json's `repository`, or of git's remote `origin`, on GitHub.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./stage.mjs";

const PLACE = /(<!-- badge -->\n)[\s\S]*?(<!-- end of badge -->)/;
const ADDRESS = /https:\/\/mybinder\.org\/v2\/gh\/[\w.-]+\/[\w.-]+\//g;
const NAME = /^[\w-]+\/[\w.-]+$/;

/** `owner/name` of a repository on GitHub by its address; undefined when it is none. */
export function repositoryOf(address) {
  return /^(?:github:|(?:git\+)?(?:https|ssh|git):\/\/(?:git@)?github\.com\/|git@github\.com:)?([\w-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(
    address,
  )?.[1];
}

/** The README with the badge of a repository in its place. */
export function withBadge(readme, repository) {
  const address = `https://mybinder.org/v2/gh/${repository}/HEAD?urlpath=lab/tree/notebooks/00-tour.ipynb`;
  return readme.replace(PLACE, `$1[![launch binder](https://mybinder.org/badge_logo.svg)](${address})\n$2`);
}

/** A page with the repository in Binder's addresses. */
export const withAddress = (page, repository) => page.replace(ADDRESS, `https://mybinder.org/v2/gh/${repository}/`);

function main(given) {
  if (given !== undefined && !NAME.test(given)) throw new Error(`'${given}' is no OWNER/NAME of a repository`);
  const { repository } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const remote = spawnSync("git", ["remote", "get-url", "origin"], { cwd: root, encoding: "utf8" }).stdout?.trim();
  const name = given ?? repositoryOf(repository?.url ?? repository ?? "") ?? repositoryOf(remote ?? "");
  if (name === undefined)
    throw new Error(
      "neither package.json nor git's remote 'origin' names a repository on GitHub: npm run badge -- OWNER/NAME",
    );
  for (const [file, change] of [
    ["README.md", withBadge],
    ["docs/homes.md", withAddress],
  ]) {
    const path = join(root, file);
    writeFileSync(path, change(readFileSync(path, "utf8"), name));
  }
  console.log(`Binder's badge is that of ${name}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  try {
    main(process.argv[2]);
  } catch (error) {
    console.error(`badge: ${error.message}`);
    process.exitCode = 2;
  }
}
