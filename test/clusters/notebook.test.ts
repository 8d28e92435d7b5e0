import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { s3Client } from "../../mapreduce/native/aws-s3.js";
import { type Moto, motoGap, startMoto } from "../support/aws/moto.js";
import { runSteps } from "../support/aws/steps.js";
import { type HadoopCluster, hadoopGap, startHadoop } from "../support/hadoop/cluster.js";
import { type ExecutedCell, executeNotebookAside, isClose, type Output, outputsOf } from "../support/notebook.js";
import { root } from "../support/repo.js";
import { python, run } from "../support/run.js";
import { type SparkServer, sparkGap, startSpark } from "../support/spark/server.js";

const gap = hadoopGap() ?? sparkGap() ?? motoGap();
const BUCKET = "notebook-of-tslab-bigdata";

/** Python's account of the first two files: the mean, rounded once; means by country; PyTables' means of ranges. */
const JUDGE = `
import csv, json, math, os, sys, tempfile
import numpy, tables
temps, countries = [], {}
for i in range(2):
    for row in csv.DictReader(open(os.path.join(sys.argv[1], "%d.csv" % i))):
        temps.append(float(row["temp"]))
        countries.setdefault(row["country"], []).append(temps[-1])
with tables.open_file(os.path.join(tempfile.mkdtemp(), "weather.h5t"), "w") as file:
    tab = file.create_table("/", "weather", numpy.rec.fromarrays([numpy.array(temps)], names="temp"))
    step = -(-tab.nrows // 1024)
    means = [tab.read(start, min(start + step, tab.nrows), field="temp").mean() for start in range(0, tab.nrows, step)]
print(json.dumps({
    "mean": math.fsum(temps) / len(temps), "rows": len(temps), "ranges": numpy.mean(means), "pieces": len(means),
    "countries": {key: math.fsum(values) / len(values) for key, values in countries.items()},
}))`;

interface Judge {
  readonly mean: number;
  readonly rows: number;
  readonly ranges: number;
  readonly pieces: number;
  readonly countries: { readonly [country: string]: number };
}

/** The ways of the notebook's last table that are `aggregate`. */
const EXACT = ["the threads of local()", "Hadoop", "Spark", "EMR"].map((where) => `aggregate on ${where}`);

describe("the notebook of map and reduce, with its clusters", { skip: gap ?? false, timeout: 1_800_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), "cluster notebook "));
  const out = process.env["MAP_REDUCE_NOTEBOOK"] ?? join(folder, "map-reduce.ipynb");
  let hadoop: HadoopCluster;
  let spark: SparkServer;
  let moto: Moto;
  let cells: ExecutedCell[];
  let judge: Judge;

  before(async () => {
    [hadoop, spark, moto] = await Promise.all([startHadoop(), startSpark("local"), startMoto()]);
    process.env["AWS_ACCESS_KEY_ID"] = "testing";
    process.env["AWS_SECRET_ACCESS_KEY"] = "secret-of-tests";
    await fetch(`${moto.endpoint}/${BUCKET}`, { method: "PUT" });
    const storage = await s3Client({ region: "eu-north-1", endpoint: moto.endpoint });
    runSteps(moto, storage, mkdtempSync(join(tmpdir(), "emr-steps-")));
    const env = {
      BIGDATA_SCALE: "small",
      HADOOP_HOME: hadoop.home,
      HADOOP_CONF_DIR: hadoop.conf,
      SPARK_REMOTE: spark.url,
      EMR_BUCKET: `s3://${BUCKET}/work`,
      AWS_REGION: "eu-north-1",
      AWS_ENDPOINT_URL: moto.endpoint,
      XDG_DATA_HOME: folder,
    };
    cells = await executeNotebookAside(join(root, "notebooks/03-map-reduce.ipynb"), out, { env });
    const done = run(python, ["-c", JUDGE, join(root, "notebooks/data")]);
    assert.equal(done.status, 0, done.stderr);
    judge = JSON.parse(done.stdout);
  });
  after(() => {
    moto?.stop();
    spark?.stop();
    hadoop?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test("Hadoop: the job runs on the cluster and leaves one part and _SUCCESS", () => {
    const shown = shownBy(outputsOf(cells, "await hdfs().put(few"));
    assert.match(shown, /job_\d+_\d+: 288002 lines, 2 countries/);
    for (const name of ["0.csv", "1.csv", "_SUCCESS", "part-00000"]) assert.ok(shown.includes(name), shown);
    const pairs = [...shown.matchAll(/^"(\d)"\t(-?[\d.]+)$/gm)];
    assert.deepEqual(
      pairs.map(([, country]) => country),
      Object.keys(judge.countries),
    );
    for (const [, country, mean] of pairs) assert.ok(isClose(Number(mean), judge.countries[country!]!));
  });

  test("Spark: SQL and the same two functions on the executors", () => {
    const shown = shownBy(outputsOf(cells, "const engine = spark()"));
    assert.match(shown, /\b4\.\d+\.\d+\b[^\n]*\b42\b/);
    assertCountries(shown);
  });

  test("EMR: a cluster is created, resized, given its steps, and ended", async () => {
    const shown = shownBy(outputsOf(cells, "const engine = emr("));
    assert.match(shown, /CORE +m5\.xlarge +ON_DEMAND +3 /);
    assertCountries(shown);
    assert.match(shown, /aggregate +COMPLETED[^\n]*\n.*counted to divided +COMPLETED/);
    assert.doesNotMatch(JSON.stringify(cells), /secret-of-tests/);
    assert.deepEqual(JSON.parse(readFileSync(join(folder, "tslab-bigdata", "emr-clusters.json"), "utf8")), []);
  });

  test("one mean by every aggregate, to the last bit; the others as far off as they are", () => {
    const table = comparisonIn(cells);
    assert.equal(judge.rows, 288_000);
    for (const how of EXACT) assert.deepEqual(table.get(how), [String(judge.mean), "0"], how);
    const off = (how: string): number => Number(table.get(how)?.[1]);
    assert.equal(judge.pieces, 1022);
    assert.ok(isClose(Number(table.get("mean of the means of ranges, as with PyTables")?.[0]), judge.ranges));
    assert.ok(Math.abs(off("mapper and reducer, sums as they come")) < 1e-9);
    assert.ok(Math.abs(off("the book's combiner, which averages")) > 1e-6);
  });

  test("docs/map-reduce.md shows that table", () => {
    const lines = [...comparisonIn(cells)].map(([how, [mean, difference]]) => `| ${how} | ${mean} | ${difference} |`);
    const wanted = [`| \`math.fsum(temp) / n\` of Python | ${judge.mean} | 0 |`, ...lines].join("\n");
    assert.ok(
      readFileSync(join(root, "docs/map-reduce.md"), "utf8").includes(wanted),
      `the page must hold:\n${wanted}`,
    );
  });

  /** Means by country, as rows show them. */
  function assertCountries(shown: string): void {
    for (const [country, mean] of Object.entries(judge.countries)) {
      const found = new RegExp(`^ *\\d+ +${country} +(-?[\\d.]+)$`, "m").exec(shown);
      assert.ok(found && isClose(Number(found[1]), mean, 1e-9), `${country}: ${mean} in\n${shown}`);
    }
  }
});

/** All that a cell's outputs say, as text. */
function shownBy(outputs: readonly Output[]): string {
  return outputs.map(({ text, data }) => [text ?? data?.["text/plain"] ?? ""].flat().join("")).join("\n");
}

/** The notebook's last table: how → mean and difference, as text with all digits. */
function comparisonIn(cells: readonly ExecutedCell[]): Map<string, [string, string]> {
  const shown = shownBy(outputsOf(cells, "const exactly ="));
  const lines = [...shown.matchAll(/^ *\d+ {2,}(.*\S) {2,}(-?[\d.]+) +(-?[\d.]+(?:e-?\d+)?)$/gm)];
  return new Map(lines.map(([, how, mean, difference]) => [how!, [mean!, difference!]]));
}
