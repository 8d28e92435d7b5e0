import type { Sizes } from "../../notebooks/data.js";

/** A step of the chapter: its name in both scripts, and its words in the table. */
export interface Step {
  readonly name: string;
  /** What is done, at the sizes of a run. */
  readonly words: (sizes: Sizes) => string;
  /** The time that the book gives; absent where it gives none. */
  readonly book?: string;
}

/** Rows of the chapter's table; shares of them are what its plots take. */
const CHAPTER_ROWS = 288_000_000;

const number = (value: number): string => value.toLocaleString("en-US");
const share = (sizes: Sizes, rows: number): string =>
  number(Math.max(1, Math.floor((sizes.rows * rows) / CHAPTER_ROWS)));

/** The steps in the chapter's order. The book's times are those of its text: a laptop and a desktop of 2009 to 2015. */
export const STEPS: readonly Step[] = [
  {
    name: "points",
    words: ({ points }) => `${number(points)} Burr values into a file`,
    book: "10 s, without the file",
  },
  { name: "points-histogram", words: () => "their histogram with the density curve", book: "10 s" },
  { name: "points-line", words: () => "all of them as a line", book: "failed after 30 s" },
  { name: "load", words: () => "the file loaded into memory", book: "a few seconds" },
  { name: "map", words: () => "the file mapped", book: "less than 1 s" },
  { name: "copies", words: () => "eleven copies into one mapped file", book: "a few seconds" },
  { name: "bytes-histogram", words: ({ points }) => `histogram of its ${number(11 * points)} bytes`, book: "40 s" },
  {
    name: "csv",
    words: ({ files, rows }) => `${number(files)} CSV files, ${number(rows)} rows`,
    book: "35 min",
  },
  { name: "ingest", words: () => "CSV files into one HDF5 table, blosc level 5", book: "7 min" },
  { name: "ten-rows", words: () => "the table opened, ten rows from its middle" },
  { name: "temp-histogram", words: (sizes) => `histogram of the first ${share(sizes, 1_000_000)} temperatures` },
  { name: "first-mean", words: (sizes) => `mean of the first ${share(sizes, 281_250)}` },
  { name: "means", words: () => "means of 1,024 ranges, all rows", book: "30 s" },
  { name: "whole-mean", words: () => "mean of the whole column at once", book: "not run: too much memory" },
  { name: "dots-1000", words: (sizes) => `${share(sizes, 1_000)} points drawn`, book: "less than 1 s" },
  { name: "dots-10000", words: (sizes) => `${share(sizes, 10_000)} points`, book: "less than 1 s" },
  { name: "dots-100000", words: (sizes) => `${share(sizes, 100_000)} points`, book: "1 s" },
  { name: "dots-1000000", words: (sizes) => `${share(sizes, 1_000_000)} points`, book: "2 to 3 s" },
  { name: "dots-10000000", words: (sizes) => `${share(sizes, 10_000_000)} points`, book: "15 s" },
  { name: "line", words: (sizes) => `${share(sizes, 10_000_000)} points as a line`, book: "failed" },
  { name: "line-chunked", words: () => "the same, `agg.path.chunksize` 20,000 in Python" },
  {
    name: "decimated",
    words: ({ rows }) => `one of every ${number(Math.max(1, Math.floor(rows / 100_000)))} rows, opacity 0.2`,
  },
  { name: "sliced", words: (sizes) => `a slice of ${share(sizes, 10_000_000)} rows, opacity 0.2` },
];
