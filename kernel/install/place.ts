import { cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { KERNEL_NAME, kernelspec } from "./kernelspec.js";

/** One thing that install puts below a Jupyter data folder, and uninstall takes away. */
export interface Placed {
  /** What it is, for messages. */
  readonly what: string;
  /** Folder below the data folder. */
  readonly folder: string;
  /** Whether this package has it. */
  isAvailable(): boolean;
  /** Writes it into an empty folder. */
  write(folder: string): void;
}

/** Everything that is installed. */
export function placedThings(node: string): readonly Placed[] {
  return [
    copied("labextension", join("labextensions", "tslab-bigdata"), packaged("../../labextension")),
    copied(
      "report template",
      join("nbconvert", "templates", "tslab-bigdata"),
      packaged("../../../nbconvert/tslab-bigdata"),
    ),
    copied(
      "slides template",
      join("nbconvert", "templates", "tslab-bigdata-slides"),
      packaged("../../../nbconvert/tslab-bigdata-slides"),
    ),
    {
      what: "kernelspec",
      folder: join("kernels", KERNEL_NAME),
      isAvailable: () => true,
      write: (folder) => writeFileSync(join(folder, "kernel.json"), `${JSON.stringify(kernelspec(node), null, 2)}\n`),
    },
  ];
}

/** A folder of this package, named from where this file is built to. */
function packaged(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

/** A folder of this package that is copied as it is. */
export function copied(what: string, folder: string, source: string): Placed {
  return {
    what,
    folder,
    isAvailable: () => existsSync(source),
    write: (target) => cpSync(source, target, { recursive: true }),
  };
}

/** Writes a thing beside its place and then swaps it in, so that a half-written one is never seen. */
export function place({ folder, write }: Placed, data: string): string {
  const target = join(data, folder);
  const fresh = `${target}.new-${process.pid}`;
  mkdirSync(dirname(target), { recursive: true });
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh);
  try {
    write(fresh);
    rmSync(target, { recursive: true, force: true });
    renameSync(fresh, target);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return target;
}

/** Takes a thing away; returns its folder, or undefined when it was not there. */
export function displace({ folder }: Placed, data: string): string | undefined {
  const target = join(data, folder);
  if (!existsSync(target)) return undefined;
  rmSync(target, { recursive: true });
  return target;
}
