/**
 * The tree of objects in a file, whoever reads it.
 * @module
 */
import type { IndexedSource } from "../../contract/index.js";
import type { DatasetInfo, Datatype, StoredAttribute } from "./model.js";

/** Which reader reads, or must read. */
export type ReaderName = "own" | "h5wasm";

/** One object, or a link that leads elsewhere. */
export type Entry =
  | {
      readonly kind: "group";
      readonly attributes: readonly StoredAttribute[];
      /** Names of what is in it, sorted byte by byte. */
      readonly names: readonly string[];
    }
  | {
      readonly kind: "dataset";
      readonly attributes: readonly StoredAttribute[];
      readonly info: DatasetInfo;
      /** Who reads its data. */
      readonly reader: ReaderName;
      /** Why it is not our own reader; absent when it is, or when the library was asked for. */
      readonly reason?: string;
    }
  | { readonly kind: "datatype"; readonly attributes: readonly StoredAttribute[]; readonly type: Datatype }
  | { readonly kind: "soft"; readonly target: string }
  | { readonly kind: "external"; readonly file: string; readonly target: string };

/** Reads objects by path; all at once, nothing is awaited. Paths begin with `/` and do not end with it. */
export interface Tree {
  /** The object at a path; undefined where there is none. Links are not followed. @throws CorruptData */
  entry(path: string): Entry | undefined;
  /** The rows of a dataset as a source, made when the file's state is known. @throws CorruptData, SourceChanged */
  source(path: string): Promise<IndexedSource>;
  /** Gets help for objects at which {@link entry} throws Elsewhere. */
  help?(): Promise<unknown>;
  close(): void;
}

/** The path of a child. */
export function childPath(parent: string, name: string): string {
  return parent === "/" ? `/${name}` : `${parent}/${name}`;
}

/** Parent and last name of a path. */
export function splitPath(path: string): { readonly parent: string; readonly name: string } {
  const at = path.lastIndexOf("/");
  return { parent: at <= 0 ? "/" : path.slice(0, at), name: path.slice(at + 1) };
}
