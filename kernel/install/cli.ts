#!/usr/bin/env node
/**
 * `tslab-bigdata install | uninstall | doctor`.
 * @module
 */
import process from "node:process";
import { parseArgs } from "node:util";
import { examine } from "./doctor.js";
import { displace, place, placedThings } from "./place.js";
import { dataFolder, type Target } from "./places.js";

const USAGE = `usage: tslab-bigdata install | uninstall | doctor [where]

  install     makes the kernel known to Jupyter
  uninstall   takes away what install put there
  doctor      says what is missing, and how to mend it

where:
  --user              the user's Jupyter folder (default)
  --sys-prefix        the environment of the python on the PATH
  --prefix <folder>   a Python or virtual environment by its folder`;

function target(values: { user?: boolean; "sys-prefix"?: boolean; prefix?: string }): Target {
  const chosen = [values.user, values["sys-prefix"], values.prefix].filter((value) => value !== undefined);
  if (chosen.length > 1) throw new Error("--user, --sys-prefix and --prefix exclude each other");
  if (values.prefix !== undefined) return { kind: "prefix", prefix: values.prefix };
  return values["sys-prefix"] ? { kind: "sys-prefix" } : { kind: "user" };
}

function install(data: string): void {
  for (const thing of placedThings(process.execPath)) {
    if (thing.isAvailable()) console.log(`${thing.what}: ${place(thing, data)}`);
    else console.log(`${thing.what}: not part of this build`);
  }
}

function uninstall(data: string): void {
  for (const thing of placedThings(process.execPath)) {
    const folder = displace(thing, data);
    console.log(`${thing.what}: ${folder === undefined ? `not in ${data}` : `removed ${folder}`}`);
  }
}

function doctor(data: string): void {
  const findings = examine(data);
  for (const { what, isGood, detail, remedy } of findings) {
    console.log(`${isGood ? "ok     " : "missing"} ${what}: ${detail}`);
    if (!isGood && remedy) console.log(`        ${remedy}`);
  }
  if (findings.some(({ isGood }) => !isGood)) process.exitCode = 1;
}

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      user: { type: "boolean" },
      "sys-prefix": { type: "boolean" },
      prefix: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  const [command, ...rest] = positionals;
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const commands: Record<string, (data: string) => void> = { install, uninstall, doctor };
  const chosen = command !== undefined && Object.hasOwn(commands, command) ? commands[command] : undefined;
  if (!chosen || rest.length > 0) {
    throw new Error(`unknown command ${JSON.stringify(positionals.join(" "))}\n\n${USAGE}`);
  }
  chosen(dataFolder(target(values)));
}

try {
  main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
