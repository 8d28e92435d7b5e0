/**
 * Words of opening a file, as NumPy and PyTables have them.
 * @module
 */

/** NumPy's memmap modes: read-only, read-write, create or overwrite, copy-on-write (changes stay in memory). */
export type MemmapMode = "r" | "r+" | "w+" | "c";

/** PyTables' file modes: read, read and write an existing file, append or create, create or overwrite. */
export type TablesMode = "r" | "r+" | "a" | "w";
