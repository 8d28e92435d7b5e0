/**
 * Opens the `"csv"` source with the reader it was given.
 * @module
 */
import type { SourceDescriptor, SourceReader } from "../../contract/index.js";
import type { CsvSourceOptions } from "./reader.js";

/** Opens a `"csv"` descriptor; a reader is loaded when it is used. */
export async function openCsv(descriptor: SourceDescriptor): Promise<SourceReader> {
  const { reader } = descriptor.options as CsvSourceOptions;
  if (reader === "duckdb") return (await import("./duckdb-reader.js")).openCsvByDuckDB(descriptor);
  return (await import("./reader.js")).openOwnCsv(descriptor);
}
