/**
 * Who changes a file: our own writer in place where the layout is PyTables' own, the HDF5 library in a copy elsewhere.
 * @module
 */
import { closeSync } from "node:fs";
import { EngineError } from "../../errors.js";
import type { AttributeInput } from "./attributes.js";
import {
  createGroup,
  createOutput,
  createTable,
  type OutputOptions,
  openLocked,
  removeNode,
  type TableSpec,
} from "./create.js";
import { createFileCopy } from "./file-copy.js";
import { putAttribute } from "./library-attributes.js";
import { createLibraryGroup, createLibraryTable } from "./library-nodes.js";
import { openLibraryTable } from "./library-table.js";
import { libraryTarget } from "./library-target.js";
import { setNodeAttributes } from "./node-attributes.js";
import { closeOutput, type OutputFile, OutsideLayout, outputOver } from "./output.js";
import { openTableWriter, type TableWriter } from "./table-writer.js";

/** Changes of a file's nodes; each of them is part of the file when its promise resolves. */
export interface FileChanges {
  createGroup(path: string, title: string, parents: boolean): Promise<void>;
  createTable(path: string, spec: TableSpec, parents: boolean): Promise<void>;
  removeNode(path: string): Promise<void>;
  setAttributes(path: string, values: ReadonlyMap<string, AttributeInput | undefined>): Promise<void>;
  /** A writer of a table's rows. It is closed, with all it has flushed, when another way of writing takes its turn. */
  openTable(path: string): Promise<TableWriter>;
  /** Lets go of the file; what was not flushed is lost. */
  close(): void;
}

/**
 * Opens a file for changes and locks it.
 * @param fresh whether a new file is made, in place of an old one
 * @throws FileMissing, FileAccess also when it is open elsewhere, CorruptData
 */
export async function openChanges(
  path: string,
  fresh: boolean,
  options: OutputOptions & { readonly title?: string } = {},
): Promise<FileChanges> {
  const { durable = true } = options;
  /** The file as it is written in place; undefined where its superblock forbids that. */
  let out: OutputFile | undefined;
  let fd: number;
  if (fresh) {
    out = await createOutput(path, options);
    fd = out.fd;
  } else {
    fd = await openLocked(path);
    try {
      out = overLayout(path, fd, durable);
    } catch (error) {
      closeSync(fd);
      throw error;
    }
  }
  const writers = new Set<TableWriter>();

  const copy = createFileCopy({
    path,
    durable,
    async settle() {
      for (const writer of writers) await writer.close();
      writers.clear();
    },
    replaced(now) {
      release(out, fd);
      fd = now;
      out = overLayout(path, now, durable);
    },
  });

  /** Does something in place, or, where the layout forbids that, otherwise. */
  const either = async <T>(inPlace: (file: OutputFile) => T | Promise<T>, otherwise: () => Promise<T>): Promise<T> => {
    if (out === undefined) return otherwise();
    try {
      await copy.commit();
      return await inPlace(out);
    } catch (error) {
      if (error instanceof OutsideLayout) return otherwise();
      throw error;
    }
  };
  const inCopy = async (path: string, work: Parameters<typeof copy.change<void>>[1]): Promise<void> => {
    await copy.change(`'${path}'`, work);
    await copy.commit();
  };

  return {
    createGroup: (at, title, parents) =>
      either(
        (file) => createGroup(file, at, title, parents),
        () => inCopy(at, (file) => createLibraryGroup(file, at, title, parents)),
      ),
    createTable: (at, spec, parents) =>
      either(
        (file) => createTable(file, at, spec, parents),
        () => inCopy(at, (file) => createLibraryTable(file, at, spec, parents)),
      ),
    removeNode: (at) =>
      either(
        (file) => removeNode(file, at),
        () =>
          Promise.reject(
            new EngineError(
              "Unavailable",
              `'${at}' cannot be removed from '${path}': the file has a layout that only the HDF5 library changes, and h5wasm removes no nodes; copy what is to stay into a new file`,
            ),
          ),
      ),
    setAttributes: (at, values) =>
      either(
        (file) => setNodeAttributes(file, at, values),
        () =>
          inCopy(at, (file) => {
            for (const [name, value] of values) putAttribute(file, at, name, value);
          }),
      ),
    openTable: (at) =>
      either(
        async (file) => {
          const writer = await openTableWriter(file, at);
          writers.add(writer);
          return writer;
        },
        async () => openLibraryTable(path, await libraryTarget(path, at), copy),
      ),
    close() {
      copy.abandon();
      release(out, fd);
    },
  };
}

function overLayout(path: string, fd: number, durable: boolean): OutputFile | undefined {
  try {
    return outputOver(path, fd, durable);
  } catch (error) {
    if (error instanceof OutsideLayout) return undefined;
    throw error;
  }
}

function release(out: OutputFile | undefined, fd: number): void {
  if (out === undefined) closeSync(fd);
  else closeOutput(out);
}
