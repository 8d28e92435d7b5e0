/**
 * Pyramids on disk: one file each, written whole or not at all.
 * @module
 */
import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { EngineError } from "../errors.js";
import { type BlockTable, emptyTable, PYRAMID_ROWS } from "./block-table.js";
import { keyName } from "./pyramid-key.js";

/**
 * Environment variable that says where pyramids are kept: `"user"` (default; `$XDG_CACHE_HOME/tslab-bigdata/pyramids`
 * or `~/.cache/…`), `"beside"` (a folder `.tslab-bigdata` beside the data), `"off"`, or the path of a folder.
 */
export const PYRAMID_CACHE_VARIABLE = "BIGDATA_PYRAMID_CACHE";

/** Environment variable: megabytes of one folder of pyramids at most; those not used for longest go first. Default 1024. */
export const PYRAMID_LIMIT_VARIABLE = "BIGDATA_PYRAMID_CACHE_MB";

const DEFAULT_LIMIT_MB = 1024;
const ENDING = ".pyramid";
const PARTS = ["min", "max", "argmin", "argmax", "first", "last"] as const;

/** The folder for pyramids of a column, or undefined when none are kept. @param files paths of the column's files */
export function pyramidFolder(files: readonly string[], env: NodeJS.ProcessEnv = process.env): string | undefined {
  const asked = env[PYRAMID_CACHE_VARIABLE] || "user";
  if (asked === "off" || files[0] === undefined) return undefined;
  if (asked === "beside") return join(dirname(files[0]), ".tslab-bigdata");
  if (asked !== "user") return asked;
  return join(env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "tslab-bigdata", "pyramids");
}

/** The table stored under a key; undefined when there is none, or what is there is not whole. */
export async function readPyramidFile(folder: string, key: string): Promise<BlockTable | undefined> {
  const path = join(folder, keyName(key) + ENDING);
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch {
    return undefined;
  }
  const table = decode(bytes, key);
  // when it was last used decides which goes first; a folder that cannot be written to keeps its order
  if (table !== undefined) await utimes(path, new Date(), new Date()).catch(() => {});
  return table;
}

/**
 * Stores a table and removes those not used for longest while the folder holds more than its limit. A folder that
 * cannot be written to stores nothing: the table is then made again by the next process.
 * @returns whether it was stored
 */
export async function writePyramidFile(folder: string, key: string, table: BlockTable): Promise<boolean> {
  const limit = limitBytes();
  const bytes = encode(table, key);
  if (bytes.byteLength > limit) return false;
  const draft = join(folder, `${randomUUID()}.tmp`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(draft, bytes);
    await rename(draft, join(folder, keyName(key) + ENDING));
    await tidy(folder, limit);
    return true;
  } catch {
    await rm(draft, { force: true }).catch(() => {});
    return false;
  }
}

function limitBytes(): number {
  const text = process.env[PYRAMID_LIMIT_VARIABLE];
  if (text === undefined || text === "") return DEFAULT_LIMIT_MB * 1e6;
  const limit = Number(text);
  if (limit >= 0) return limit * 1e6;
  throw new EngineError("InvalidArgument", `${PYRAMID_LIMIT_VARIABLE} must be a number of megabytes, got '${text}'`);
}

async function tidy(folder: string, limit: number): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(ENDING));
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const { size, mtimeMs } = await stat(path);
      return { path, size, mtimeMs };
    }),
  );
  let total = files.reduce((sum, { size }) => sum + size, 0);
  for (const { path, size } of files.sort((a, b) => a.mtimeMs - b.mtimeMs)) {
    if (total <= limit) return;
    await rm(path, { force: true });
    total -= size;
  }
}

/** Length of the key and the sorted flag, the key, then the arrays, each on a border of 8 bytes. */
function encode(table: BlockTable, key: string): Uint8Array {
  const text = Buffer.from(key);
  const bytes = new Uint8Array(sizeOf(text.length, table.rows));
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes[4] = table.sorted ? 1 : 0;
  bytes.set(text, 8);
  let at = 8 + padded(text.length);
  for (const name of PARTS) {
    const array = table[name];
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += padded(array.byteLength);
  }
  return bytes;
}

function decode(read: Buffer, key: string): BlockTable | undefined {
  const text = Buffer.from(key);
  const head = 8 + padded(text.length);
  if (read.byteLength < head || read.readUInt32LE(0) !== text.length) return undefined;
  if (!read.subarray(8, 8 + text.length).equals(text)) return undefined;
  const { length: rows } = JSON.parse(key) as { length: number };
  if (read.byteLength !== sizeOf(text.length, rows)) return undefined;
  const table = { ...emptyTable(rows), sorted: read[4] === 1 };
  let at = head;
  for (const name of PARTS) {
    const array = table[name];
    new Uint8Array(array.buffer).set(read.subarray(at, at + array.byteLength));
    at += padded(array.byteLength);
  }
  return table;
}

/** Two arrays of float64 and four of uint16. */
function sizeOf(key: number, rows: number): number {
  const blocks = Math.ceil(rows / PYRAMID_ROWS);
  return 8 + padded(key) + 2 * padded(blocks * 8) + 4 * padded(blocks * 2);
}

function padded(bytes: number): number {
  return Math.ceil(bytes / 8) * 8;
}
