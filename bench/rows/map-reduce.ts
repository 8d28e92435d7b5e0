import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { aggregate, combiner, local, mapper, mapReduce, mean, readCsv, reducer } from "tslab-bigdata";
import { weather } from "../../notebooks/data.js";
import type { Row, RowGroup } from "../row.js";
import { threads } from "./files.js";
import { streamingRow } from "./streaming.js";

const FILES = 20;
/** Elements that the bench has at full size, towns in a file then (1.5 GB in twenty files), and bytes of text. */
const FULL = { elements: 100_000_000, towns: 1000, text: 1_000_000_000 };

/** The chapter's mapper and reducer, as its readers run them: through a pipe, one process each. */
const PIPE = (pattern: string, folder: string): string => `
import glob, os, subprocess, sys
open('${folder}/mapper.py', 'w').write('''
import sys
for line in sys.stdin:
    fields = line.strip().split(",")
    if fields[0] != "country":
        print(fields[0] + "\\\\t" + fields[5])
''')
open('${folder}/reducer.py', 'w').write('''
import sys
n, total = {}, {}
for line in sys.stdin:
    key, value = line.strip().split("\\\\t")
    n[key] = n.get(key, 0) + 1
    total[key] = total.get(key, 0.0) + float(value)
for key in n:
    print(key, total[key] / n[key])
''')
def pipe():
    files = " ".join(sorted(glob.glob('${pattern}')))
    command = f"cat {files} | {sys.executable} ${folder}/mapper.py | {sys.executable} ${folder}/reducer.py"
    return subprocess.run(command, shell=True, check=True, capture_output=True).stdout
`;

/** Mean of a column by mapper and reducer, and by aggregate; and words counted. */
export const mapReduceRows: RowGroup = {
  name: "map-reduce",
  async prepare(folder, size) {
    const share = size / FULL.elements;
    const towns = Math.max(1, Math.round(FULL.towns * share));
    const { bytes, paths } = await weather({ files: FILES, towns, directory: folder });
    const work = `${FILES} weather CSVs, ${Math.round(bytes / 1e6)} MB`;
    const pattern = join(folder, "*.csv");
    const counted = mapper(function* (line) {
      const fields = line.split(",");
      if (fields[0] !== "country") yield [fields[0]!, [1, Number(fields[5])]];
    });
    const added = combiner(function* (key: string, values: Iterable<number[]>) {
      let [n, sum] = [0, 0];
      for (const value of values) {
        n += value[0]!;
        sum += value[1]!;
      }
      yield [key, [n, sum]];
    });
    const divided = reducer(function* (key: string, values: Iterable<number[]>) {
      let [n, sum] = [0, 0];
      for (const value of values) {
        n += value[0]!;
        sum += value[1]!;
      }
      yield [key, sum / n];
    });
    const lines: Row = {
      work: `mean by country of ${work}, line by line`,
      peer: "cat | python mapper | python reducer",
      atLeast: 3,
      bound: "compute",
      pythonSetup: PIPE(pattern, folder),
      python: "pipe()",
      ours: (workers) =>
        mapReduce({
          input: pattern,
          mapper: counted,
          combiner: added,
          reducer: divided,
          engine: local(threads(workers)),
        }),
      atMostBytes: 400e6,
    };
    const aggregated: Row = {
      work: `mean by aggregate of ${work}`,
      peer: "DuckDB",
      atLeast: 1,
      bound: "compute",
      pythonSetup: "import duckdb",
      python: `duckdb.sql("SELECT avg(temp) FROM read_csv('${pattern}')").fetchall()`,
      ours: async (workers) => aggregate(await readCsv(pattern), { m: mean("temp") }, threads(workers)),
    };
    const text = join(folder, "words.txt");
    await writeWords(text, Math.round(FULL.text * share));
    const one = mapper(function* (line) {
      for (const word of line.split(" ")) yield [word, 1];
    });
    const sum = (key: string, values: Iterable<number>): [string, number][] => {
      let n = 0;
      for (const value of values) n += value;
      return [[key, n]];
    };
    const words: Row = {
      work: `words counted, ${Math.round((FULL.text * share) / 1e6)} MB of text`,
      peer: "tr | sort | uniq -c",
      atLeast: 1,
      bound: "compute",
      pythonSetup: "import subprocess",
      python: `subprocess.run("tr ' ' '\\\\n' < ${text} | LC_ALL=C sort | uniq -c", shell=True, check=True, capture_output=True)`,
      ours: (workers) =>
        mapReduce({ input: text, mapper: one, combiner: sum, reducer: sum, engine: local(threads(workers)) }),
      atMostBytes: 400e6,
    };
    const two = paths.slice(0, 2);
    return [lines, aggregated, words, ...(await streamingRow(folder, two, `2 of the ${FILES} CSVs`))];
  },
};

/** Text of ten thousand words, the frequent ones as frequent as Zipf's law has it. */
async function writeWords(path: string, bytes: number): Promise<void> {
  const out = createWriteStream(path);
  let state = 1;
  for (let written = 0; written < bytes; ) {
    let block = "";
    while (block.length < 1 << 20) {
      for (let i = 0; i < 12; i++) {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        block += `${i === 0 ? "" : " "}word${Math.floor(10_000 ** (state / 2 ** 32))}`;
      }
      block += "\n";
    }
    written += block.length;
    if (!out.write(block)) await once(out, "drain");
  }
  out.end();
  await finished(out);
}
