/**
 * Changes the rows of a table through the HDF5 library, in a copy of the file: for layouts that are not written in
 * place. The size of the file matters to the disk, not to memory: rows go through in blocks.
 * @module
 */
import { EngineError } from "../../errors.js";
import type { LibraryOutput, LibraryText } from "../../native/h5wasm-types.js";
import { requireDecodable } from "../library-error.js";
import { type AttributeInput, attribute } from "./attributes.js";
import type { CopyUser, FileCopy } from "./file-copy.js";
import { putAttribute } from "./library-attributes.js";
import { type LibraryRows, libraryRows } from "./library-rows.js";
import type { LibraryTarget } from "./library-target.js";
import type { TableWriter } from "./table-writer.js";

/** Bytes of rows that the library is given at once, unless a row is longer. */
const BLOCK_BYTES = 1 << 20;

/**
 * Opens a table for writing through the library.
 * @param path of the file
 * @param target what the table is
 * @throws Unavailable for filters without a coder
 */
export function openLibraryTable(path: string, target: LibraryTarget, copy: FileCopy): TableWriter {
  const { node, rowBytes, leaves, most, resizable } = target;
  requireDecodable(path, node, target.filters);
  const perBlock = Math.max(1, Math.floor(BLOCK_BYTES / rowBytes));
  const what = `'${node}'`;
  const totals = { rows: 0, bytes: 0 };
  let flushed = target.rows;
  let rows = flushed;
  let attributes = new Map<string, AttributeInput | undefined>();
  let failure: unknown;
  let closed = false;

  const user: CopyUser = {
    prepare(file) {
      if (target.counted) attributes.set("NROWS", BigInt(rows));
      for (const [name, value] of attributes) putAttribute(file, node, name, value);
    },
    committed() {
      flushed = rows;
      attributes = new Map();
    },
    lost(cause) {
      failure ??= cause;
      rows = flushed;
      attributes = new Map();
    },
  };

  const change = async (work: (file: LibraryOutput) => void): Promise<void> => {
    copy.users.add(user);
    await copy.change(what, work);
  };
  /** Makes all that was done part of the file. */
  const commit = async (): Promise<void> => {
    if (!copy.users.has(user)) return;
    // attributes alone have made no copy yet
    await copy.change(what, () => undefined);
    await copy.commit();
  };

  /** Puts packed rows into place, block by block. */
  const put = (file: LibraryOutput, at: number, from: LibraryRows, count: number): void => {
    for (let done = 0; done < count; done += perBlock) {
      const length = Math.min(perBlock, count - done);
      const texts: LibraryText[] = [];
      const bytes = new Uint8Array(length * rowBytes);
      from.fill(bytes, texts, done, length);
      file.write(node, [at + done], [length], bytes, texts);
    }
  };

  /** Reads a block, changes its bytes, and writes it somewhere. */
  const rewrite = (
    file: LibraryOutput,
    at: number,
    count: number,
    to: number,
    edit: (bytes: Uint8Array, texts: LibraryText[]) => void,
  ): void => {
    const block = file.read(node, [at], [count], count * rowBytes, target.hasTexts);
    try {
      const bytes = block.bytes.slice();
      const texts: LibraryText[] = [];
      edit(bytes, texts);
      file.write(node, [to], [count], bytes, texts);
    } finally {
      block.free();
    }
  };

  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
  const usable = (): void => {
    if (closed) throw new EngineError("Closed", `the writer of '${node}' is closed`);
    if (failure !== undefined) throw failure;
  };
  const checkRange = (start: number, stop: number): void => {
    if (Number.isSafeInteger(start) && Number.isSafeInteger(stop) && start >= 0 && start <= stop && stop <= rows)
      return;
    throw new EngineError("OutOfBounds", `rows ${start} to ${stop} are out of bounds for '${node}' with ${rows} rows`);
  };
  const fixed = (): EngineError =>
    new EngineError(
      "Unavailable",
      `table '${node}' of '${path}' cannot ${resizable ? "grow" : "change its number of rows"}: ${target.layout} layout, ${most} rows at most; make a new table and append its rows there`,
    );

  return {
    path: node,
    get state() {
      return closed ? "closed" : "open";
    },
    get nrows() {
      return rows;
    },
    get flushedRows() {
      return flushed;
    },
    get report() {
      return { ...totals, chunks: 0, rawChunks: 0, storedBytes: 0 };
    },
    append: (given) =>
      inTurn(async () => {
        usable();
        const packed = libraryRows(leaves, given, target);
        if (given.length === 0) return;
        if (!resizable || rows + given.length > most) throw fixed();
        await change((file) => {
          file.resize(node, [rows + given.length]);
          put(file, rows, packed, given.length);
        });
        rows += given.length;
        totals.rows += given.length;
        totals.bytes += given.length * rowBytes;
      }),
    modify: (start, given) =>
      inTurn(async () => {
        usable();
        checkRange(start, start + given.length);
        const some = leaves.filter(({ path: name }) => given.columns.some((column) => column.name === name));
        const packed = libraryRows(some, given, target);
        if (given.length === 0 || some.length === 0) return;
        await change((file) => {
          for (let done = 0; done < given.length; done += perBlock) {
            const count = Math.min(perBlock, given.length - done);
            rewrite(file, start + done, count, start + done, (bytes, texts) => packed.fill(bytes, texts, done, count));
          }
        });
        await commit();
      }),
    removeRows: (start, stop) =>
      inTurn(async () => {
        usable();
        checkRange(start, stop);
        if (start === stop) return;
        if (!resizable) throw fixed();
        await change((file) => {
          for (let row = stop; row < rows; row += perBlock)
            rewrite(file, row, Math.min(perBlock, rows - row), row - (stop - start), () => undefined);
          file.resize(node, [rows - (stop - start)]);
        });
        rows -= stop - start;
        await commit();
      }),
    setAttribute(name, value) {
      usable();
      if (value !== undefined) attribute(name, value);
      attributes.set(name, value);
      copy.users.add(user);
    },
    flush: () =>
      inTurn(async () => {
        usable();
        await commit();
      }),
    discard: () =>
      inTurn(async () => {
        failure = undefined;
        attributes = new Map();
        copy.users.delete(user);
        if (!copy.started) return;
        if (copy.users.size === 0) copy.abandon();
        else if (rows > flushed) await copy.change(what, (file) => file.resize(node, [flushed]));
        rows = flushed;
      }),
    close: () =>
      inTurn(async () => {
        if (closed) return;
        closed = true;
        if (failure === undefined) await commit();
      }),
  };
}
