/**
 * The array that a memory map is.
 * @module
 */
import { closeSync, fdatasync } from "node:fs";
import { promisify } from "node:util";
import type { DTypeName, ElementOf, Fingerprint, IndexedSource, MemmapMode, TypedArray } from "../../contract/index.js";
import { writeFully } from "../aggregates/write.js";
import { Column } from "../column.js";
import { convertValues, elementBytes, storedBytes } from "../convert.js";
import { type DType, dtypeOfArray, memoryWidth, NATIVE_ORDER, toNativeOrder, viewOf } from "../dtype.js";
import { EngineError, fileError } from "../errors.js";
import { widenFloat16 } from "../float16.js";
import type { ScanOptions } from "../options.js";
import { readColumn } from "../read.js";
import { checkIndex } from "../slice.js";
import type { ColumnElement } from "../summaries.js";
import { arrayText } from "../text/array.js";
import { createBreath } from "../turns.js";
import { assignRows } from "./assign.js";
import { fingerprintOf } from "./fingerprint.js";
import { readFully } from "./memmap-reader.js";
import { memorySource } from "./memory.js";
import { applyOverlay, createOverlay, giveOverlay, type Overlay, putBytes } from "./overlay.js";
import { positionOf, sizeOfShape } from "./shape.js";

/** What a map is made of. */
export interface MemmapParts<D extends DTypeName> {
  readonly path: string;
  readonly fd: number;
  readonly dtype: DType<D>;
  readonly mode: MemmapMode;
  /** Byte offset of the first element. */
  readonly offset: number;
  readonly shape: readonly number[];
}

/** Bytes of a pattern that `fill` writes at once. */
const FILL_BYTES = 1 << 20;

/** Elements that a copy-on-write map takes between turns of the caller's thread. */
const COPIED = 1 << 16;

/**
 * A file as an array. Elements and slices go through positioned reads and writes, so a truncated or closed file is an
 * error, never a crash; what is written is in the system's cache at once and on the disk after `flush`.
 */
export class MemmapArray<D extends DTypeName = DTypeName> extends Column<D> {
  readonly #parts: MemmapParts<D>;
  readonly #overlay: Overlay = createOverlay();
  #file: Fingerprint;
  #written = false;
  #closed = false;

  /** Made by `memmap` and `openNpy`. */
  constructor(parts: MemmapParts<D>) {
    super({
      source: () => this.#source(),
      position: 0,
      element: (row) => this.#read(row) as ColumnElement<D>,
    });
    this.#parts = parts;
    this.#file = fingerprintOf(parts.path, parts.fd);
  }

  /** Absolute path of the file. */
  get filename(): string {
    return this.#parts.path;
  }

  /** How it was opened. */
  get mode(): MemmapMode {
    return this.#parts.mode;
  }

  /** Byte offset of the first element. */
  get offset(): number {
    return this.#parts.offset;
  }

  /** Number of all elements. @throws Closed */
  override get length(): number {
    this.#open();
    return sizeOfShape(this.#parts.shape);
  }

  /** Extents of the axes, C order. `length` is the number of all elements. */
  get shape(): readonly number[] {
    return this.#parts.shape;
  }

  /** Bytes of one element. */
  get itemsize(): number {
    return this.#parts.dtype.itemsize;
  }

  /** Bytes of all elements. */
  get nbytes(): number {
    return this.length * this.itemsize;
  }

  /**
   * One element, at once: `at(i)` by position in C order, `at(i, j, …)` by axes; negative indices count from the end.
   * @throws OutOfBounds, Closed, TruncatedFile
   */
  override at(...indices: readonly [number, ...number[]]): ColumnElement<D> {
    return this.#read(positionOf(indices, this.shape)) as ColumnElement<D>;
  }

  /**
   * Writes one element, at once. Floats given for integers are cut off toward zero.
   * @throws ReadOnly, OutOfBounds, Closed, InvalidArgument for an integer out of the dtype's bounds
   */
  set(index: number, value: ElementOf<D> | number): void {
    const bytes = elementBytes(value, this.#writable());
    this.#put(bytes, this.#byte(checkIndex(index, this.length)));
  }

  /** Writes one value into all elements from `start` to `stop` (default all). @throws as {@link set} */
  async fill(value: ElementOf<D> | number, start = 0, stop: number = this.length): Promise<void> {
    const one = elementBytes(value, this.#writable());
    const rows = this.#range(start, Math.max(0, stop - start));
    const pattern = new Uint8Array(Math.min(rows.length * one.length, FILL_BYTES - (FILL_BYTES % one.length)));
    for (let at = 0; at < pattern.length; at += one.length) pattern.set(one, at);
    const end = this.#byte(rows.start + rows.length);
    for (let at = this.#byte(rows.start); at < end; at += pattern.length) {
      this.#put(pattern.subarray(0, Math.min(pattern.length, end - at)), at);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /**
   * Copies a column or typed array into the elements from `start` on, converted as NumPy's assignment does (floats are
   * cut off toward zero, integers wrap around); on all cores, in constant memory whatever the size. Rows of the same
   * file, also through another map of it, may overlap: they are all read before any is written.
   * @throws ReadOnly, Closed, FileSize when it does not fit, FileAccess for a full disk
   */
  async assign(values: Column<DTypeName> | TypedArray, start = 0, options: ScanOptions = {}): Promise<void> {
    const dtype = this.#writable();
    const { input, length } = ArrayBuffer.isView(values) ? memoryInput(values) : values;
    const rows = this.#range(start, length);
    const offset = this.#byte(rows.start);
    if (this.#parts.mode === "c") {
      const source = input.source as IndexedSource;
      const position = input.columns[0]!;
      const copy: TypedArray = await readColumn(source, position, options);
      const type = source.columns[position]!.type as DTypeName;
      const breath = createBreath();
      for (let at = 0; at < length; at += COPIED) {
        const piece = convertValues(copy.subarray(at, at + COPIED), type, dtype.name);
        this.#put(storedBytes(piece, dtype), offset + at * dtype.itemsize);
        const pause = breath();
        if (pause !== undefined) await pause;
      }
      return;
    }
    const target = { path: this.filename, fd: this.#parts.fd, dtype: dtype.str, offset };
    await assignRows(input, target, options, () => {
      this.#written = true;
    });
  }

  /** Makes sure that everything written is on the disk. Nothing to do for read-only and copy-on-write maps. */
  async flush(): Promise<void> {
    this.#open();
    if (this.mode === "r" || this.mode === "c") return;
    try {
      await promisify(fdatasync)(this.#parts.fd);
    } catch (cause) {
      throw fileError(cause, this.filename, "cannot flush");
    }
  }

  /** Gives the descriptor back; elements can no longer be read. Closing twice is allowed. */
  close(): void {
    if (!this.#closed) closeSync(this.#parts.fd);
    this.#closed = true;
  }

  /** Closes at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** NumPy's text form. */
  override toString(): string {
    if (this.#closed) return `memmap(closed, '${this.filename}')`;
    const { name, byteOrder, str } = this.#parts.dtype;
    const stored = byteOrder === "|" || byteOrder === NATIVE_ORDER ? name : `'${str}'`;
    return arrayText("memmap", name, this.shape, (row) => this.#read(row), stored);
  }

  #source(): IndexedSource {
    this.#open();
    const { dtype, offset, path, fd, shape } = this.#parts;
    if (this.#written) this.#file = fingerprintOf(path, fd);
    this.#written = false;
    const given = giveOverlay(this.#overlay);
    const overlay = given === undefined ? {} : { overlay: given };
    return {
      access: "indexed",
      descriptor: { kind: "memmap", files: [this.#file], options: { dtype: dtype.str, offset, ...overlay } },
      columns: [{ name: "value", type: dtype.name, byteOrder: dtype.byteOrder, nullable: false, shape: [] }],
      length: sizeOfShape(shape),
      chunkRows: 1,
      rowBytes: dtype.itemsize,
    };
  }

  #read(row: number): ElementOf<D> {
    this.#open();
    const { dtype, fd, path } = this.#parts;
    const bytes = new Uint8Array(8);
    const item = bytes.subarray(0, dtype.itemsize);
    readFully(fd, path, item, this.#byte(row));
    applyOverlay(this.#overlay, item, this.#byte(row));
    toNativeOrder(dtype, item);
    if (dtype.name === "float16") {
      const single = new Float32Array(1);
      widenFloat16(new Uint16Array(bytes.buffer, 0, 1), single);
      return single[0] as ElementOf<D>;
    }
    const value = viewOf(dtype.name, bytes.buffer, 0, 8 / memoryWidth(dtype.name))[0];
    return (dtype.name === "bool" ? value !== 0 : value) as ElementOf<D>;
  }

  #put(bytes: Uint8Array, position: number): void {
    if (this.mode === "c") {
      putBytes(this.#overlay, bytes, position);
      return;
    }
    try {
      writeFully(this.#parts.fd, bytes, position);
    } catch (cause) {
      throw fileError(cause, this.filename, "cannot write");
    }
    this.#written = true;
  }

  #byte(row: number): number {
    return this.#parts.offset + row * this.#parts.dtype.itemsize;
  }

  #range(start: number, length: number): { readonly start: number; readonly length: number } {
    if (Number.isInteger(start) && start >= 0 && Number.isInteger(length) && start + length <= this.length)
      return { start, length };
    throw new EngineError(
      "FileSize",
      `could not broadcast ${length} elements into ${Math.max(0, this.length - start)} elements from position ${start} on of '${this.filename}'`,
    );
  }

  #open(): void {
    if (this.#closed) throw new EngineError("Closed", `'${this.filename}' was closed; map it again`);
  }

  #writable(): DType<D> {
    this.#open();
    if (this.mode !== "r") return this.#parts.dtype;
    throw new EngineError(
      "ReadOnly",
      `assignment destination is read-only: '${this.filename}' was mapped with mode "r"; map it with "r+" to change the file or "c" to change a copy in memory`,
    );
  }
}

function memoryInput(values: TypedArray): Pick<Column<DTypeName>, "input" | "length"> {
  return { input: { source: memorySource(values, dtypeOfArray(values)), columns: [0] }, length: values.length };
}
