import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { cachedDataVersionTag } from "node:v8";
import vm from "node:vm";
import { crc32 } from "node:zlib";
import { oneByte } from "./one-byte.js";

/** A module that was loaded with the machine's memory of how it was compiled last time. */
export interface CachedModule {
  readonly exports: unknown;
  /** Whether compiled code of an earlier process was used. */
  readonly isHit: boolean;
  /**
   * Keeps what is compiled by now for later processes, if there was nothing to use.
   * @returns whether it was kept; a folder that cannot be written is no error, the next start is merely slower
   */
  store(): boolean;
}

/** Bytes in front of the data: its CRC-32, because V8 does not notice every damage. */
const HEADER = 4;

/**
 * Folder of compiled code: `$XDG_CACHE_HOME/tslab-bigdata`, or `~/.cache/tslab-bigdata`.
 *
 * @param env  environment
 */
export function cacheFolder(env: Readonly<Record<string, string | undefined>> = process.env): string {
  return join(env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "tslab-bigdata");
}

/**
 * File of a module's compiled code. V8's tag stands for its version, its flags and the processor's features; size and
 * time stand for the source, of which V8 compares the length alone.
 *
 * @param path    the module
 * @param folder  where compiled code is kept
 */
export function cacheFile(path: string, folder: string): string {
  const { size, mtimeMs } = statSync(path);
  const key = `${path}\0${size}\0${mtimeMs}\0${process.version}\0${process.arch}`;
  return join(folder, `${crc32(key).toString(16)}-${cachedDataVersionTag().toString(16)}.v8`);
}

/**
 * Loads a CommonJS module, as `require` would, with V8's code cache: functions that an earlier process needed are
 * there without being compiled again. The module is put into `require.cache`.
 *
 * @param path    absolute path of a `.js` file
 * @param folder  where compiled code is kept; made when something is stored
 */
export function loadCached(path: string, folder: string): CachedModule {
  const file = cacheFile(path, folder);
  const cachedData = read(file);
  const source = wrapped(readFileSync(path));
  const script = new vm.Script(source, { filename: path, ...(cachedData && { cachedData }) });
  const isHit = cachedData !== undefined && script.cachedDataRejected === false;
  const require = createRequire(path);
  const module = new Module(path);
  module.filename = path;
  require.cache[path] = module;
  try {
    script.runInThisContext()(module.exports, require, module, path, dirname(path));
  } catch (error) {
    delete require.cache[path];
    throw error;
  }
  module.loaded = true;
  return {
    exports: module.exports,
    isHit,
    store: () => !isHit && write(file, script.createCachedData()),
  };
}

/** A module's text within the function Node gives it. Joined as bytes: joined strings would be held twice. */
function wrapped(text: Buffer): string {
  const [head = "", tail = ""] = Module.wrap("\0").split("\0");
  return oneByte(Buffer.concat([Buffer.from(head), text, Buffer.from(tail)]));
}

/** The data of a file, or undefined when it is missing or damaged. */
function read(file: string): Buffer | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    return undefined;
  }
  if (bytes.length <= HEADER) return undefined;
  const data = bytes.subarray(HEADER);
  return bytes.readUInt32LE(0) === crc32(data) ? data : undefined;
}

/** Written beside and renamed, so that kernels that start at the same time never see half a file. */
function write(file: string, data: Buffer): boolean {
  const draft = `${file}.${process.pid}.new`;
  const header = Buffer.alloc(HEADER);
  header.writeUInt32LE(crc32(data));
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(draft, Buffer.concat([header, data]), { mode: 0o600 });
    renameSync(draft, file);
    return true;
  } catch {
    try {
      rmSync(draft, { force: true });
    } catch {
      // The folder is no folder; there is no draft.
    }
    return false;
  }
}
