/**
 * Passes that run on a cluster: the plan goes out as plain data, partial states come back as bytes.
 * @module
 */
import { deserialize, serialize } from "node:v8";
import type { AggregateRequest, ColumnSchema, LineEngine, LineScanControl, Source } from "../contract/index.js";
import { needsRowNumbers } from "./aggregates/numbered.js";
import { aggregateFor } from "./aggregates/registry.js";
import type { CsvFormat } from "./csv/format.js";
import type { CsvSourceOptions } from "./csv/reader.js";
import { EngineError } from "./errors.js";
import type { PassWork } from "./pass.js";
import type { ScanPlan } from "./plan.js";
import { withKernels } from "./with-kernels.js";
import type { ScanShare } from "./workers/task.js";

/** What a program that is handed lines needs to know; crosses machines, packed by `node:v8`. */
export type LineTask = Omit<PassWork, "parts"> & {
  readonly plan: ScanPlan;
  readonly columns: readonly ColumnSchema[];
  readonly format: CsvFormat;
  /** Whether files begin with a line of names. */
  readonly hasHeader: boolean;
};

/**
 * Runs one pass on another engine.
 * @throws InvalidArgument for sources that are no CSV files, and aggregates that need rows in order or their numbers
 */
export async function passElsewhere(
  engine: LineEngine & Required<Pick<LineEngine, "scanLines">>,
  source: Source,
  plan: ScanPlan,
  work: PassWork,
  control: LineScanControl,
): Promise<ScanShare[]> {
  const { kind, options, files } = source.descriptor;
  if (kind !== "csv")
    throw new EngineError(
      "InvalidArgument",
      `engine '${engine.name}' runs over CSV files (readCsv), not over a '${kind}' source`,
    );
  if (work.perMorsel)
    throw new EngineError(
      "InvalidArgument",
      `'perChunk' needs rows in order, which engine '${engine.name}' does not keep`,
    );
  if (work.where !== undefined && "test" in work.where)
    throw new EngineError(
      "InvalidArgument",
      `a function as condition needs row numbers, which engine '${engine.name}' does not know; write an expression`,
    );
  for (const request of work.requests) await refuseOrdered(request, engine.name);
  const csv = options as CsvSourceOptions;
  const { parts: _parts, ...rest } = work;
  const task: LineTask = {
    ...rest,
    columns: source.columns,
    plan: { ...plan, morsels: 1 },
    format: csv.format,
    hasHeader: csv.files.some(({ skipped }) => skipped > 0),
  };
  const paths = files.map(({ path }) => path);
  const shares = await engine.scanLines({ files: paths, task: serialize(task) }, control);
  return shares.map((bytes) => deserialize(bytes) as ScanShare);
}

async function refuseOrdered(request: AggregateRequest, engine: string): Promise<void> {
  const { order } = await withKernels("js", (kernels) => aggregateFor(request.kind, kernels));
  if (order !== "ordered" && !needsRowNumbers(request)) return;
  throw new EngineError(
    "InvalidArgument",
    `'${request.kind}' needs rows in order, or their numbers, which engine '${engine}' does not keep${request.kind === "reduce" ? "; say commutative: true if merge may be called in any order" : ""}`,
  );
}
