/**
 * hdfs(): the file commands of `hadoop fs`, over WebHDFS.
 * @module
 */
import { createReadStream, createWriteStream, existsSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, join, posix } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ambient } from "../../contract/index.js";
import { EngineError, fileError } from "../../engine/errors.js";
import { filesOf } from "../../engine/native/glob.js";
import { progressOf } from "../../engine/options.js";
import { absolutePath } from "../../engine/paths.js";
import { followProgress } from "../../engine/progress.js";
import { columnsFromValues } from "../../engine/rows/from-values.js";
import { Rows } from "../../engine/rows/rows.js";
import { type HadoopLocation, hdfsUser, webAddress } from "./config.js";
import { type HdfsEntry, type WebHdfs, webHdfs } from "./webhdfs.js";

/** HDFS as a person uses it. Relative paths start from the user's home folder there, `/user/name`. */
export interface Hdfs {
  /** Makes a folder and those above it. */
  mkdir(path: string): Promise<void>;
  /** Uploads files, with patterns; into `path` when that is a folder or ends with `/`. Gives the paths written. */
  put(local: string | readonly string[], path: string): Promise<readonly string[]>;
  /** Lists a folder, or the one file: name, size in bytes, kind, owner, permission, time of change. */
  ls(path?: string): Promise<Rows>;
  /** The text of a file, at most 16 MiB. @throws InvalidArgument for longer ones */
  cat(path: string): Promise<string>;
  /** Downloads a file; complete or not there. Gives the absolute local path. */
  get(path: string, local?: string): Promise<string>;
  /** Removes a file, or with `recursive` a folder. @throws FileMissing */
  rm(path: string, options?: { readonly recursive?: boolean }): Promise<void>;
  /** Whether there is such a path. */
  exists(path: string): Promise<boolean>;
}

const CAT_BYTES = 16 << 20;

/**
 * Opens a cluster's file system; nothing is asked yet.
 * @throws Unavailable when the address is not known or nobody answers; FileMissing and FileAccess with HDFS's words
 */
export function hdfs(location: HadoopLocation = {}): Hdfs {
  const user = hdfsUser(location);
  const client = webHdfs({ url: webAddress(location), user });
  const signal = (): AbortSignal | undefined => ambient()?.signal;
  const full = (path: string): string => hdfsPath(path, user);
  const entry = async (path: string): Promise<HdfsEntry | undefined> => statusOf(client, path, signal());

  return {
    mkdir: (path) => client.mkdirs(full(path), signal()),
    async put(local, path) {
      const target = full(path);
      const files = filesOf(local);
      const isFolder = path.endsWith("/") || files.length > 1 || (await entry(target))?.isFolder === true;
      const written: string[] = [];
      for (const file of files) {
        const to = isFolder ? posix.join(target, basename(file)) : target;
        await upload(client, file, to, signal());
        written.push(to);
      }
      return written;
    },
    async ls(path = ".") {
      return listing(await client.list(full(path), signal()), posix.basename(full(path)));
    },
    async cat(path) {
      const found = await entry(full(path));
      if (found !== undefined && found.size > CAT_BYTES)
        throw new EngineError(
          "InvalidArgument",
          `'${path}' has ${found.size} bytes, too many to show; get() it, or mapReduce over it`,
        );
      return (await contentOf(await client.open(full(path), signal()))).toString();
    },
    async get(path, local = posix.basename(path)) {
      const target = absolutePath(
        existsSync(absolutePath(local)) && statSync(absolutePath(local)).isDirectory()
          ? join(local, posix.basename(path))
          : local,
      );
      const partial = `${target}.${process.pid}.partial`;
      try {
        await pipeline(await client.open(full(path), signal()), createWriteStream(partial));
        renameSync(partial, target);
      } catch (cause) {
        rmSync(partial, { force: true });
        throw cause instanceof EngineError || signal()?.aborted ? cause : fileError(cause, target, "cannot write");
      }
      return target;
    },
    async rm(path, options = {}) {
      const removed = await client.remove(full(path), options.recursive === true, signal());
      if (!removed) throw new EngineError("FileMissing", `HDFS: ${full(path)}: no such file or directory`);
    },
    async exists(path) {
      return (await entry(full(path))) !== undefined;
    },
  };
}

/** An absolute path within HDFS; relative ones start from the user's home folder. URLs keep their path only. */
export function hdfsPath(path: string, user: string): string {
  const bare = path.replace(/^hdfs:\/\/[^/]*/, "") || "/";
  const absolute = posix.resolve("/user", user, bare.replace(/^~\/?/, ""));
  return absolute;
}

/** What is known of a path; undefined when it is not there. */
export async function statusOf(client: WebHdfs, path: string, signal?: AbortSignal): Promise<HdfsEntry | undefined> {
  try {
    const entries = await client.list(path, signal);
    const [first] = entries;
    if (entries.length === 1 && first!.name === "") return first;
    return { name: "", isFolder: true, size: 0, owner: "", permission: "", modified: new Date(0) };
  } catch (error) {
    if (error instanceof EngineError && error.code === "FileMissing") return undefined;
    throw error;
  }
}

async function upload(client: WebHdfs, file: string, to: string, signal: AbortSignal | undefined): Promise<void> {
  const size = sizeOf(file);
  const stream = createReadStream(file);
  const progress = followProgress(
    progressOf({}),
    { label: `put ${basename(file)}`, unit: "bytes", total: size },
    () => stream.bytesRead,
  );
  try {
    // a reader never sees half a file under its name
    const partial = `${to}._COPYING_`;
    await client.create(partial, stream, size, signal);
    await client.remove(to, false, signal);
    await client.rename(partial, to, signal);
    progress.end("done");
  } catch (error) {
    progress.end(signal?.aborted ? "cancelled" : "failed");
    stream.destroy();
    await client.remove(`${to}._COPYING_`, false).catch(() => false);
    throw error;
  }
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch (cause) {
    throw fileError(cause, file, "cannot read");
  }
}

/** All bytes of a stream. */
export async function contentOf(stream: Readable): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}

function listing(entries: readonly HdfsEntry[], own: string): Rows {
  return new Rows(
    columnsFromValues({
      name: entries.map(({ name }) => name || own),
      size: Float64Array.from(entries, ({ size }) => size),
      kind: entries.map(({ isFolder }) => (isFolder ? "folder" : "file")),
      owner: entries.map(({ owner }) => owner),
      permission: entries.map(({ permission }) => permission),
      modified: entries.map(({ modified }) => modified),
    }),
  );
}
