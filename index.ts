/**
 * Arrays, tables and figures far larger than memory.
 *
 * ```ts
 * import { aggregate, histogram, mean, memmap } from "tslab-bigdata";
 * const data = await memmap("data/points.bin", { dtype: "float64" });
 * data.length;                                            // 100000000
 * await data.mean();                                      // exact, on all cores
 * const { m, h } = await aggregate(data, { m: mean(), h: histogram({ bins: 100 }) });
 * ```
 * @module
 */
export type * from "./contract/index.js";
export {
  bundle,
  CommandFailed,
  changeDirectory,
  comms,
  directory,
  display,
  environment,
  type Fragment,
  html,
  image,
  loadCell,
  type Memory,
  md,
  memory,
  memoryCell,
  npm,
  type Progress,
  progress,
  prompt,
  session,
  shell,
  svg,
  type TimeitResult,
  time,
  timeCell,
  timeit,
  who,
  writeText,
} from "./display/index.js";
export {
  type AggregateOptions,
  type AggregateResults,
  type Aggregates,
  aggregate,
  type ChunkOptions,
  type ChunkResults,
  type GroupOptions,
  type GroupRow,
  type Scannable,
} from "./engine/aggregate.js";
export type { BinRule } from "./engine/aggregates/bin-rules.js";
export type { CellValue } from "./engine/aggregates/cells.js";
export { count } from "./engine/aggregates/count.js";
export { distinct } from "./engine/aggregates/distinct.js";
export { argmax, argmin, extent, max, min } from "./engine/aggregates/extremes.js";
export { type Histogram, type HistogramOptions, histogram } from "./engine/aggregates/histogram.js";
export {
  type Histogram2d,
  type Histogram2dOptions,
  histogram2d,
  type Range2d,
} from "./engine/aggregates/histogram2d.js";
export { kurt, skew, std, type VarianceOptions, variance } from "./engine/aggregates/moments.js";
export {
  type CovarianceOptions,
  correlation,
  covariance,
  type LinearRegression,
  linearRegression,
} from "./engine/aggregates/products.js";
export type { BetweenMethod, PickingMethod, QuantileMethod } from "./engine/aggregates/quantile-methods.js";
export { type MedianOptions, median, type QuantilesOptions, quantiles } from "./engine/aggregates/quantiles.js";
export { type ReduceParts, reduce } from "./engine/aggregates/reduce.js";
export type { NaNOptions, NaNPolicy } from "./engine/aggregates/request.js";
export { type Sample, type SampleOptions, sample } from "./engine/aggregates/sample.js";
export { mean, type SumOptions, sum } from "./engine/aggregates/sum.js";
export { type Counted, type TopKOptions, topK } from "./engine/aggregates/top-k.js";
export { Column, type ColumnParts, column } from "./engine/column.js";
export type { FieldValue } from "./engine/csv/field.js";
export type { CsvFormat, CsvType, OnError } from "./engine/csv/format.js";
export type { LineParser } from "./engine/csv/line.js";
export type { CsvReadOptions } from "./engine/csv/options.js";
export { CsvTable, readCsv } from "./engine/csv/read-csv.js";
export { type CsvOptions, toCsv } from "./engine/csv/write.js";
export { type Decimatable, type DecimateOptions, decimate } from "./engine/decimate/decimate.js";
export type { Pyramid } from "./engine/decimate/pyramid.js";
export {
  type ColumnSourceOptions,
  defineSource,
  type GivenReader,
  type GivenValues,
  type SourceOptions,
} from "./engine/define-source.js";
export { burr } from "./engine/distributions/burr.js";
export type { ContinuousDistribution, MomentLetters } from "./engine/distributions/continuous.js";
export { norm } from "./engine/distributions/norm.js";
export { uniform } from "./engine/distributions/uniform.js";
export { EngineError, type ErrorCode, isEngineError } from "./engine/errors.js";
export { parse as parseExpression } from "./engine/expr/parse.js";
export { print as printExpression } from "./engine/expr/print.js";
export type { Expr } from "./engine/expr/tree.js";
export { type FromFileOptions, fromFile, toFile } from "./engine/files.js";
export { FilteredColumn } from "./engine/filtered.js";
export { Groups } from "./engine/group/groups.js";
export type { KeyPart } from "./engine/group/table.js";
export { H5Array } from "./engine/hdf5/array.js";
export type { DescriptionInput } from "./engine/hdf5/describe.js";
export type { DescribedColumn, Description as TableDescription } from "./engine/hdf5/description.js";
export { H5File, type NodeOfClass } from "./engine/hdf5/file.js";
export { Filters } from "./engine/hdf5/filters.js";
export { Group } from "./engine/hdf5/group.js";
export type { Leaf } from "./engine/hdf5/leaf.js";
export type { Attributes, Node as H5Node } from "./engine/hdf5/node.js";
export { type OpenFileOptions, openFile, openTable } from "./engine/hdf5/open.js";
export type { RowsInput } from "./engine/hdf5/rows-input.js";
export type { FrameOptions } from "./engine/hdf5/store/create.js";
export { openStore, readHdf, type SelectOptions, Store, toHdf } from "./engine/hdf5/store/store.js";
export { H5Table } from "./engine/hdf5/table.js";
export type { AttributeValue } from "./engine/hdf5/values.js";
export { H5VLArray, type VLRow } from "./engine/hdf5/vlarray.js";
export { type CreateTableOptions, WritableFile } from "./engine/hdf5/writable-file.js";
export { WritableTable } from "./engine/hdf5/writable-table.js";
export type { AlsoOptions, DecimatedCopy } from "./engine/ingest/also.js";
export { type IngestOptions, type IngestReport, ingest } from "./engine/ingest/ingest.js";
export { type ReadJsonOptions, readJson } from "./engine/json/read-json.js";
export { LazyTable, type ReadOptions, type ReadRange, ScanTable, type TableParts } from "./engine/lazy-table.js";
export { openNpy, saveNpy } from "./engine/npy/npy.js";
export type { PerChunk, ScanOptions, ScanReport } from "./engine/options.js";
export { ParquetTable, type ReadParquetOptions, readParquet } from "./engine/parquet/read-parquet.js";
export { type SliceRange, slice } from "./engine/pick.js";
export type { RandomColumn, RvsOptions } from "./engine/random/column.js";
export type { WriteOptions } from "./engine/random/write.js";
export { type LinspaceOptions, linspace, range } from "./engine/ranges.js";
export { resample } from "./engine/resample.js";
export type { Rolling, RollingOptions } from "./engine/rolling/rolling.js";
export type { ArrayOf } from "./engine/rows/arrays.js";
export { toArrowFile, type WriteTableOptions } from "./engine/rows/arrow-file.js";
export type { ArrowTable, ArrowVector, DataFrame } from "./engine/rows/foreign.js";
export type { Cell } from "./engine/rows/layout.js";
export { rows } from "./engine/rows/make.js";
export { Rows } from "./engine/rows/rows.js";
export type { RowOf, Schema } from "./engine/rows/schema.js";
export type { Uses } from "./engine/ship.js";
export { type MemmapOptions, memmap } from "./engine/sources/memmap.js";
export { MemmapArray } from "./engine/sources/memmap-array.js";
export { type SqlOptions, sql } from "./engine/sql/sql.js";
export { type ToParquetOptions, toParquet } from "./engine/sql/to-parquet.js";
export type { SqlParameters, SqlValue } from "./engine/sql/types.js";
export type {
  ColumnElement,
  Description,
  NumberOf,
  PickingOptions,
  QuantileOptions,
  SeedOptions,
  StatisticOptions,
} from "./engine/summaries.js";
export { Table } from "./engine/table.js";
export { type Columns, Zip, zip } from "./engine/zip.js";
export {
  bar,
  box,
  type ColorNorm,
  type Curve,
  type DensityFigureOptions,
  density,
  type Figure,
  type FigureOptions,
  type Hist2dOptions,
  type HistOptions,
  hist,
  hist2d,
  type LayoutOptions,
  line,
  type PictureOptions,
  type PlotlyFigure,
  type PlotOptions,
  plot,
  scatter,
  style,
  type TimeOptions,
  type XyOptions,
} from "./figures/index.js";
export {
  combiner,
  type Emr,
  type EmrClusterOptions,
  type EmrOptions,
  type Engine,
  emr,
  type FunctionOptions,
  type HadoopLocation,
  type HadoopOptions,
  type Hdfs,
  hadoop,
  hdfs,
  type ItemOf,
  type Job,
  type JobControl,
  JobFunction,
  type JobInput,
  type JobReport,
  type JobResult,
  type KeyOf,
  type LineContext,
  type LocalOptions,
  local,
  type Mapper,
  type MapperFunction,
  type MapReduceOptions,
  mapper,
  mapReduce,
  type Pairable,
  type Reducer,
  reducer,
  type ScriptOptions,
  type Spark,
  type SparkOptions,
  spark,
  type ValueOf,
  writeScript,
} from "./mapreduce/index.js";
