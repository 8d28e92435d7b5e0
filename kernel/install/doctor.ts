import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { KERNEL_NAME, kernelspec } from "./kernelspec.js";
import { placedThings } from "./place.js";

/** One finding of {@link examine}. */
export interface Finding {
  readonly what: string;
  readonly isGood: boolean;
  readonly detail: string;
  /** What to do when it is not good. */
  readonly remedy?: string;
}

/** Smallest Node.js that loads ES modules for `require`, and whose flags the kernelspec uses. */
const MINIMUM_NODE = [20, 19] as const;

/**
 * Looks at what the kernel needs.
 *
 * @param data  Jupyter data folder where the kernelspec should be
 */
export function examine(data: string): readonly Finding[] {
  return [nodeVersion(), native(), ...spec(data), ...copies(data), jupyter()];
}

/** What lies beside the kernelspec: without it, cells run and plots are pictures. */
function copies(data: string): readonly Finding[] {
  return placedThings(process.execPath)
    .filter(({ what }) => what !== "kernelspec")
    .map(({ what, folder, isAvailable }): Finding => {
      if (!isAvailable()) {
        const remedy = "install tslab-bigdata again, or run npm run build in the checkout";
        return { what, isGood: false, detail: "not part of this build", remedy };
      }
      const place = join(data, folder);
      const isGood = existsSync(place);
      return { what, isGood, detail: isGood ? place : `${place} is missing`, remedy: "run tslab-bigdata install" };
    });
}

function nodeVersion(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const isGood = major > MINIMUM_NODE[0] || (major === MINIMUM_NODE[0] && minor >= MINIMUM_NODE[1]);
  return {
    what: "Node.js",
    isGood,
    detail: `${process.versions.node} at ${process.execPath}`,
    remedy: `install Node.js ${MINIMUM_NODE.join(".")} or newer, then run install again with it`,
  };
}

function native(): Finding {
  const sockets = new URL("../io/sockets.js", import.meta.url).href;
  const done = spawnSync(process.execPath, ["--input-type=module", "-e", `import ${JSON.stringify(sockets)}`], {
    encoding: "utf8",
  });
  return {
    what: "ZeroMQ",
    isGood: done.status === 0,
    detail: done.status === 0 ? "loads" : done.stderr.trim(),
    remedy: "install tslab-bigdata again: the prebuilt library for this platform is missing",
  };
}

const OTHER = "was written by another version or another copy of tslab-bigdata";

function spec(data: string): readonly Finding[] {
  const path = join(data, "kernels", KERNEL_NAME, "kernel.json");
  if (!existsSync(path)) {
    return [{ what: "kernelspec", isGood: false, detail: `${path} is missing`, remedy: "run tslab-bigdata install" }];
  }
  try {
    const stored: { argv: unknown } = JSON.parse(readFileSync(path, "utf8"));
    const { argv } = stored;
    if (!isArguments(argv)) throw new Error(`argv ${JSON.stringify(argv)} is no list of strings`);
    const gone = [argv[0], argv.at(-2)].filter((file) => file === undefined || !existsSync(file));
    const isOther = JSON.stringify(stored) !== JSON.stringify(kernelspec(argv[0] ?? ""));
    const flaw = gone.length > 0 ? `names ${gone.join(" and ")}, which is gone` : isOther ? OTHER : undefined;
    const detail = flaw === undefined ? path : `${path} ${flaw}`;
    return [{ what: "kernelspec", isGood: flaw === undefined, detail, remedy: "run tslab-bigdata install" }];
  } catch (error) {
    const detail = `${path}: ${(error as Error).message}`;
    return [{ what: "kernelspec", isGood: false, detail, remedy: "run tslab-bigdata install" }];
  }
}

const isArguments = (argv: unknown): argv is readonly string[] =>
  Array.isArray(argv) && argv.every((part) => typeof part === "string");

function jupyter(): Finding {
  const done = spawnSync("jupyter", ["kernelspec", "list", "--json"], { encoding: "utf8" });
  const remedy = "activate the environment Jupyter lives in, or install into it with --prefix <folder>";
  if (done.status !== 0) return { what: "Jupyter", isGood: false, detail: "no jupyter on the PATH", remedy };
  let specs: Readonly<Record<string, { readonly resource_dir: string }>>;
  try {
    specs = JSON.parse(done.stdout).kernelspecs;
  } catch {
    return { what: "Jupyter", isGood: false, detail: "jupyter kernelspec list answers no JSON", remedy };
  }
  const spec = specs[KERNEL_NAME];
  const names = Object.keys(specs).join(", ") || "no kernel at all";
  const detail = spec ? `lists the kernel, from ${spec.resource_dir}` : `lists only ${names}`;
  return { what: "Jupyter", isGood: spec !== undefined, detail, remedy };
}
