/**
 * HDFS over HTTP: the WebHDFS REST API of Hadoop 3 (hadoop.apache.org/docs/stable/hadoop-project-dist/hadoop-hdfs/WebHDFS.html).
 * @module
 */
import type { Readable } from "node:stream";
import { EngineError } from "../../engine/errors.js";
import { type HttpAnswer, httpRequest } from "./http.js";

/** One entry of a folder in HDFS. */
export interface HdfsEntry {
  /** Name within its folder; empty for the path itself. */
  readonly name: string;
  readonly isFolder: boolean;
  /** Bytes. */
  readonly size: number;
  readonly owner: string;
  /** Octal, `"755"`. */
  readonly permission: string;
  readonly modified: Date;
}

/** Where HDFS answers, and as whom. */
export interface WebHdfsOptions {
  /** The NameNode's web address: `"http://localhost:9870"`. */
  readonly url: string;
  /** User name; the cluster decides what it trusts. */
  readonly user: string;
}

/** HDFS through WebHDFS; paths are absolute within the file system. */
export interface WebHdfs {
  /** The entries of a folder, or the one file. @throws FileMissing */
  list(path: string, signal?: AbortSignal): Promise<HdfsEntry[]>;
  mkdirs(path: string, signal?: AbortSignal): Promise<void>;
  /** Writes a file, anew. @param size bytes that `content` will give */
  create(path: string, content: Readable, size: number, signal?: AbortSignal): Promise<void>;
  /** A file's bytes as a stream. @throws FileMissing */
  open(path: string, signal?: AbortSignal): Promise<Readable>;
  /** Removes a file, or with `recursive` a folder; whether there was one. */
  remove(path: string, recursive: boolean, signal?: AbortSignal): Promise<boolean>;
  rename(from: string, to: string, signal?: AbortSignal): Promise<void>;
}

interface FileStatus {
  readonly pathSuffix: string;
  readonly type: "FILE" | "DIRECTORY";
  readonly length: number;
  readonly owner: string;
  readonly permission: string;
  readonly modificationTime: number;
}

/** Makes a client; nothing is asked yet. */
export function webHdfs({ url, user }: WebHdfsOptions): WebHdfs {
  const address = (path: string, op: string, more: { readonly [name: string]: string } = {}): URL => {
    const target = new URL(`/webhdfs/v1${encodeURI(path).replace(/[?#]/g, encodeURIComponent)}`, url);
    for (const [name, value] of Object.entries({ op, "user.name": user, ...more }))
      target.searchParams.set(name, value);
    return target;
  };
  const ask = async (method: string, target: URL, path: string, signal?: AbortSignal): Promise<unknown> => {
    const answer = await httpRequest(method, target, signal);
    return JSON.parse(await textOf(await checked(answer, path, url)));
  };
  return {
    async list(path, signal) {
      const reply = (await ask("GET", address(path, "LISTSTATUS"), path, signal)) as {
        FileStatuses: { FileStatus: readonly FileStatus[] };
      };
      return reply.FileStatuses.FileStatus.map((status) => ({
        name: status.pathSuffix,
        isFolder: status.type === "DIRECTORY",
        size: status.length,
        owner: status.owner,
        permission: status.permission,
        modified: new Date(status.modificationTime),
      }));
    },
    async mkdirs(path, signal) {
      await ask("PUT", address(path, "MKDIRS"), path, signal);
    },
    async create(path, content, size, signal) {
      // the NameNode names a DataNode first; only that one is sent the bytes
      const named = await checked(
        await httpRequest("PUT", address(path, "CREATE", { overwrite: "true" }), signal),
        path,
        url,
      );
      named.body.resume();
      await textOf(await checked(await httpRequest("PUT", locationOf(named, path), signal, content, size), path, url));
    },
    async open(path, signal) {
      const first = await checked(await httpRequest("GET", address(path, "OPEN"), signal), path, url);
      if (first.location === undefined) return first.body;
      first.body.resume();
      return (await checked(await httpRequest("GET", locationOf(first, path), signal), path, url)).body;
    },
    async remove(path, recursive, signal) {
      const target = address(path, "DELETE", { recursive: String(recursive) });
      return ((await ask("DELETE", target, path, signal)) as { boolean: boolean }).boolean;
    },
    async rename(from, to, signal) {
      const { boolean } = (await ask("PUT", address(from, "RENAME", { destination: to }), from, signal)) as {
        boolean: boolean;
      };
      if (!boolean)
        throw new EngineError(
          "FileAccess",
          `HDFS would not rename '${from}' to '${to}'; is there such a file, and none at the target?`,
        );
    },
  };
}

function locationOf({ location }: HttpAnswer, path: string): URL {
  if (location === undefined) throw new EngineError("Unavailable", `HDFS named no DataNode for '${path}'`);
  return new URL(location);
}

async function textOf({ body }: HttpAnswer): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of body as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString();
}

/** Turns a refusal into an error with HDFS's own words. */
async function checked(answer: HttpAnswer, path: string, url: string): Promise<HttpAnswer> {
  if (answer.status < 400) return answer;
  const text = await textOf(answer);
  const { exception, message } = remoteException(text);
  const words = (message ?? text).split("\n")[0]!.slice(0, 300);
  if (exception === "FileNotFoundException")
    throw new EngineError("FileMissing", `HDFS: ${path}: no such file or directory`);
  if (exception === undefined)
    throw new EngineError(
      "Unavailable",
      `'${url}' does not answer as WebHDFS (HTTP ${answer.status}); is this the NameNode's web address?`,
    );
  throw new EngineError("FileAccess", `HDFS: ${path}: ${exception}: ${words}`);
}

function remoteException(text: string): { readonly exception?: string; readonly message?: string } {
  try {
    return (JSON.parse(text) as { RemoteException?: { exception: string; message: string } }).RemoteException ?? {};
  } catch {
    return {};
  }
}
