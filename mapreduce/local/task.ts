/**
 * What travels between a local job and its threads.
 * @module
 */
import type { PlainError } from "../../engine/errors.js";
import type { RowParts } from "../../engine/rows/parts.js";
import type { Mapped } from "../map-lines.js";
import type { NamedFunction } from "../roles.js";
import type { Split } from "../splits.js";
import type { Run } from "./runs.js";

/** The job, sent once to each thread. */
export interface LocalSetup {
  /** The table whose rows are mapped, instead of lines. */
  readonly rows?: RowParts;
  readonly mapper: NamedFunction;
  readonly combiner: NamedFunction | undefined;
  readonly reducer: NamedFunction;
  readonly partitions: number;
  readonly strict: boolean;
  /** Bytes that a map task may hold before it spills. */
  readonly memory: number;
  /** Folder for spill files. */
  readonly folder: string;
}

/** What a thread is asked: to map a split of a file, or a part of a table by its number; or to reduce a partition. */
export type LocalRequest =
  | { readonly map: Split | number; readonly index: number }
  | { readonly reduce: readonly Run[]; readonly partition: number; readonly into: string | undefined };

/** A map task's output: runs by partition, in order. */
export interface MapOutput {
  readonly index: number;
  readonly runs: readonly (readonly Run[])[];
  readonly seen: Mapped;
  readonly pairs: number;
}

/** A reduce task's output: its lines, unless they went into a file. */
export interface ReduceOutput {
  readonly partition: number;
  readonly text: readonly string[];
  readonly groups: number;
  readonly values: number;
  readonly pairs: number;
}

/** What a thread answers. */
export type LocalReply =
  | { readonly mapped: MapOutput }
  | { readonly reduced: ReduceOutput }
  | { readonly read: number }
  | { readonly error: PlainError };
