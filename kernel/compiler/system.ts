import { readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { TS } from "../typescript.js";

/** A file system for the compiler that sees our own package from any folder and watches files only when asked. */
export interface CompilerSystem {
  system(original: TS.System): TS.System;
  /**
   * Reports files that changed since the last call; called between cells only. False when a package.json changed:
   * the compiler would look for its modules anew by a timer, which the converter has none for, so it must begin anew.
   */
  poll(): boolean;
}

/** Changed packages show in these folders. */
const MODULES = "node_modules";
/** What a package says of itself. */
const MANIFEST = "package.json";

interface Watched {
  readonly callback: TS.FileWatcherCallback;
  stamp: number;
}

/**
 * The compiler's view of the disk.
 *
 * @param directory  the notebook's folder
 * @param self       name and root folder of this package; it resolves in `directory` as if it were installed there
 */
export function createSystem(
  directory: string,
  self: { readonly name: string; readonly root: string },
): CompilerSystem {
  const virtual = join(directory, MODULES, self.name);
  const forward = (path: string): string =>
    path === virtual || path.startsWith(`${virtual}/`) ? self.root + path.slice(virtual.length) : path;
  const watched = new Map<string, Watched>();
  return {
    system(original) {
      const system: TS.System = Object.create(original);
      // The compiler asks the process once only, and '%cd' moves it.
      system.getCurrentDirectory = () => directory;
      system.readFile = (path, encoding) => original.readFile(forward(path), encoding);
      system.fileExists = (path) => original.fileExists(forward(path));
      system.directoryExists = (path) => {
        // The resolver asks for parents first and looks no further where they are missing.
        if (path === join(directory, MODULES)) return true;
        return original.directoryExists(forward(path));
      };
      // The compiler compares hashes of a file for equality, so the text does as well, and costs nothing.
      system.createHash = (text) => text;
      system.realpath = (path) => original.realpath?.(forward(path)) ?? forward(path);
      system.watchFile = (path, callback) => {
        if (path.includes(`/${MODULES}/`) || path.endsWith(".d.ts")) return { close() {} };
        watched.set(path, { callback, stamp: stampOf(path) });
        return { close: () => void watched.delete(path) };
      };
      system.watchDirectory = () => ({ close() {} });
      return system;
    },
    poll() {
      for (const [path, entry] of watched) {
        const stamp = stampOf(path);
        if (stamp === entry.stamp) continue;
        if (basename(path) === MANIFEST) return false;
        const kind = stamp === 0 ? 2 : entry.stamp === 0 ? 0 : 1; // FileWatcherEventKind: Deleted, Created, Changed
        entry.stamp = stamp;
        entry.callback(path, kind);
      }
      return true;
    },
  };
}

/** Milliseconds of the last change; 0 for a file that does not exist. */
export function stampOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/**
 * A text that changes when packages are installed or removed, or a package.json is written: modification times of the
 * `node_modules` folders seen from a folder and of the scopes in them, and of each package.json on the way.
 */
export function packagesStamp(directory: string): string {
  const stamps: number[] = [];
  for (let folder = directory; ; folder = dirname(folder)) {
    const modules = join(folder, MODULES);
    stamps.push(stampOf(join(folder, MANIFEST)));
    const stamp = stampOf(modules);
    if (stamp > 0) {
      stamps.push(stamp);
      for (const name of readdirSync(modules)) if (name.startsWith("@")) stamps.push(stampOf(join(modules, name)));
    }
    if (folder === dirname(folder)) return stamps.join();
  }
}
