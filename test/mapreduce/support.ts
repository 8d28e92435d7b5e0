/** Input and functions that several tests use. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { combiner, type JobFunction, type MapperFunction, mapper, reducer } from "../../mapreduce/functions.js";
import type { Job } from "../../mapreduce/job.js";

/** A folder that is removed when the tests are over. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "map-reduce-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const COUNTRIES = ["NO", "DK", "SE", "FI"];

/** A weather file of `rows` rows with whole temperatures, so that sums of them are exact in any order. */
export function writeWeather(path: string, rows: number, from = 0): void {
  const lines = ["country,town,year,month,precip,temp"];
  for (let i = from; i < from + rows; i++)
    lines.push(`${COUNTRIES[(i * 7) % 4]},${i % 100},${1900 + (i % 120)},${(i % 12) + 1},${i % 50},${(i * 37) % 61}`);
  writeFileSync(path, `${lines.join("\n")}\n`);
}

/** Country and temperature of each row. */
export const temps: MapperFunction<string, number> = mapper(
  function* (line) {
    const fields = line.split(",");
    if (fields[0] !== "country") yield [fields[0]!, Number(fields[5])];
  },
  { name: "temps" },
);

/** Country, and count and sum of temperatures. */
export const counted: MapperFunction<string, number[]> = mapper(
  function* (line) {
    const fields = line.split(",");
    if (fields[0] !== "country") yield [fields[0]!, [1, Number(fields[5])]];
  },
  { name: "counted" },
);

/** Adds counts and sums. */
export const added: JobFunction<string, number[], string, number[]> = combiner(function* (
  key: string,
  values: Iterable<number[]>,
) {
  let [n, s] = [0, 0];
  for (const value of values) {
    n += value[0]!;
    s += value[1]!;
  }
  yield [key, [n, s]];
});

/** Mean of counts and sums. */
export const divided: JobFunction<string, number[], string, number> = reducer(function* (
  key: string,
  values: Iterable<number[]>,
) {
  let [n, s] = [0, 0];
  for (const value of values) {
    n += value[0]!;
    s += value[1]!;
  }
  yield [key, s / n];
});

/** Mean of values. */
export const averaged: JobFunction<string, number, string, number> = reducer(
  function* (key: string, values: Iterable<number>) {
    let [n, s] = [0, 0];
    for (const value of values) {
      n++;
      s += value;
    }
    yield [key, s / n];
  },
  { name: "averaged" },
);

/** A job over files with {@link temps} and {@link averaged}. */
export function jobOver(input: readonly string[], changes: Partial<Job> = {}): Job {
  return {
    input,
    mapper: temps,
    combiner: undefined,
    reducer: averaged,
    output: undefined,
    reduces: 1,
    strict: false,
    ...changes,
  };
}
