import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { isEngineError } from "../../engine/errors.js";
import {
  aggregate,
  type Emr,
  emr,
  histogram,
  type JobReport,
  mapReduce,
  mean,
  readCsv,
  variance,
} from "../../index.js";
import { openLedger } from "../../mapreduce/emr/ledger.js";
import { s3Client } from "../../mapreduce/native/aws-s3.js";
import { added, averaged, counted, divided, scratch, temps, writeWeather } from "../mapreduce/support.js";
import { type Moto, motoGap, startMoto } from "../support/aws/moto.js";
import { runSteps, type Step } from "../support/aws/steps.js";
import { hadoopGap } from "../support/hadoop/cluster.js";

const gap = motoGap();
const folder = scratch();
const ledger = join(folder, "clusters.json");
const bucket = "s3://tests-of-tslab-bigdata/work";

describe("EMR, answered by moto", { skip: gap ?? false, timeout: 300_000 }, () => {
  let moto: Moto;
  let cluster: Emr;
  const aws = (): { region: string; endpoint: string } => ({ region: "eu-north-1", endpoint: moto.endpoint });
  const options = (): object => ({ ...aws(), bucket, ledger, pollMs: 20, keyFile: "~/.ssh/key.pem" });

  before(async () => {
    process.env["AWS_ACCESS_KEY_ID"] = "testing";
    process.env["AWS_SECRET_ACCESS_KEY"] = "secret-of-tests";
    moto = await startMoto();
    const made = await fetch(`${moto.endpoint}/tests-of-tslab-bigdata`, { method: "PUT" });
    assert.ok(made.ok, `the bucket cannot be made: ${made.status}`);
    writeWeather(join(folder, "0.csv"), 2_003);
    cluster = emr(options());
  });
  after(() => moto?.stop());
  beforeEach(() => moto.answerWith((_action, body) => body));

  test("a cluster is created with its groups, waited for, listed and remembered", async () => {
    const id = await cluster.create({
      name: "test",
      release: "emr-7.9.0",
      keyName: "key",
      groups: [
        { role: "MASTER", type: "m5.xlarge", count: 1 },
        { role: "CORE", type: "m5.xlarge", count: 3 },
      ],
    });
    assert.match(id, /^j-/);
    assert.equal(cluster.cluster, id);
    const groups = (await cluster.describe()).toRows();
    assert.deepEqual(
      groups.map(({ role, requested, running }) => [role, requested, running]),
      [
        ["MASTER", 1, 1],
        ["CORE", 3, 3],
      ],
    );
    assert.deepEqual(
      (await cluster.clusters()).toRows().map(({ id: listed, name }) => [listed, name]),
      [[id, "test"]],
    );
    assert.deepEqual(
      openLedger(ledger)
        .all()
        .map(({ id: kept }) => kept),
      [id],
    );
    assert.match(await cluster.sshCommand(), /^ssh -i ~\/\.ssh\/key\.pem hadoop@\S+$/);
    const bootstrap = await (await s3Client(aws())).text(`${bucket}/bootstrap/node.sh`);
    assert.match(bootstrap, /^#!\/bin\/bash\n/);
  });

  test("groups are resized and added, RESIZING waited out", async () => {
    let asked = 0;
    moto.answerWith((action, body) =>
      action === "ListInstanceGroups" && ++asked === 2
        ? body.replace('"State": "RUNNING"', '"State": "RESIZING"')
        : body,
    );
    const resized = (await cluster.resize("core", 5)).toRows();
    assert.equal(resized.find(({ role }) => role === "CORE")?.["requested"], 5);
    assert.ok(asked >= 3, `${asked} questions`);
    await cluster.addGroup({ role: "TASK", type: "m5.large", count: 2 });
    assert.equal((await cluster.describe()).length, 3);
    await assert.rejects(
      cluster.resize("gpu", 1),
      (error) => isEngineError(error, "InvalidArgument") && /no group 'gpu'; it has .*MASTER/.test(error.message),
    );
  });

  test("a job is submitted as a streaming step whose arguments Hadoop takes, and its result comes back", {
    skip: hadoopGap() ?? false,
  }, async () => {
    const [input] = await cluster.upload(join(folder, "0.csv"));
    const storage = await s3Client(aws());
    runSteps(moto, storage, join(folder, "hadoop"));
    const reports: JobReport[] = [];
    const rows = await mapReduce({
      input: input!,
      mapper: counted,
      combiner: added,
      reducer: divided,
      engine: cluster,
      onReport: (report) => reports.push(report),
    });
    assert.match(reports[0]!.id, /^s-\w+$/);
    assert.deepEqual([reports[0]!.lines, reports[0]!.mapped, reports[0]!.groups], [2_004, 2_003, 4]);
    const local = await mapReduce({ input: join(folder, "0.csv"), mapper: counted, combiner: added, reducer: divided });
    assert.deepEqual(rows.toRows(), local.toRows());
    assert.deepEqual(await storage.list(`${bucket}/jobs/`), []);
  });

  test("aggregates run as a step with the same bits as here, and leave nothing in the bucket", {
    skip: hadoopGap() ?? false,
  }, async () => {
    const storage = await s3Client(aws());
    runSteps(moto, storage, join(folder, "hadoop-of-aggregates"));
    const table = await readCsv(join(folder, "0.csv"));
    const requests = { m: mean("temp"), v: variance("temp"), h: histogram("temp", { bins: 7, range: [0, 60] }) };
    const here = await aggregate(table, requests);
    assert.deepEqual(await aggregate(table, requests, { engine: cluster }), here);
    const groups = await aggregate(table, { m: mean("temp") }, { by: "country", engine: cluster });
    assert.deepEqual(groups.toRows(), (await aggregate(table, { m: mean("temp") }, { by: "country" })).toRows());
    assert.deepEqual(await storage.list(`${bucket}/jobs/`), []);
    assert.deepEqual(
      (await storage.list(`${bucket}/input/`)).map((address) => address.split("/").at(-1)),
      ["0.csv"],
    );
  });

  test("a failed step is told with EMR's reason and log, a step without _SUCCESS is no result", async () => {
    const job = { input: `${bucket}/input/0.csv`, mapper: temps, reducer: averaged, engine: cluster };
    const state = (wanted: string, reason = ""): void =>
      moto.answerWith((action, body) => {
        if (action !== "DescribeStep") return body;
        const answer = JSON.parse(body) as { Step: Step };
        answer.Step.Status = {
          State: wanted,
          ...(reason && { FailureDetails: { Message: reason } }),
        } as Step["Status"];
        return JSON.stringify(answer);
      });
    state("FAILED", "Streaming Command Failed!");
    await assert.rejects(
      mapReduce(job),
      (error) =>
        isEngineError(error, "WorkerFailed") && /step s-\w+ is FAILED: Streaming Command Failed!/.test(error.message),
    );
    state("COMPLETED");
    await assert.rejects(
      mapReduce(job),
      (error) => isEngineError(error, "Unavailable") && /no _SUCCESS/.test(error.message),
    );
  });

  test("output that exists is not taken for another", async () => {
    const storage = await s3Client(aws());
    await storage.put(`${bucket}/taken/part-00000`, "NO\t1\n", 5);
    const input = `${bucket}/input/0.csv`;
    await assert.rejects(
      mapReduce({ input, mapper: temps, reducer: averaged, engine: cluster, output: `${bucket}/taken` }),
      (error) => isEngineError(error, "FileAccess") && /taken' exists already/.test(error.message),
    );
    assert.equal(await storage.text(`${bucket}/taken/part-00000`), "NO\t1\n");
  });

  test("an interrupted job stops waiting and asks for the end of its step", async () => {
    const asked: string[] = [];
    moto.answerWith((action, body) => {
      asked.push(action);
      return body;
    });
    const running = mapReduce({
      input: `${bucket}/input/0.csv`,
      mapper: temps,
      reducer: averaged,
      engine: cluster,
      signal: AbortSignal.timeout(500),
    });
    await assert.rejects(running, { name: "TimeoutError" });
    assert.ok(asked.includes("CancelSteps"), asked.join());
  });

  test("throttled calls are tried again; wrong credentials and ids are told without secrets", async () => {
    moto.refuse(2, "ThrottlingException", "Rate exceeded");
    assert.equal((await cluster.describe()).length, 3);
    moto.refuse(1, "UnrecognizedClientException", "The security token included in the request is invalid.");
    await assert.rejects(
      cluster.describe(),
      (error) =>
        isEngineError(error, "Unavailable") &&
        /EMR refused the credentials \(UnrecognizedClientException: .*AWS's own chain/.test(error.message) &&
        !error.message.includes("secret-of-tests"),
    );
    await assert.rejects(
      emr({ ...options(), cluster: "j-NONE" }).describe(),
      (error) => isEngineError(error, "InvalidArgument") && !error.message.includes("secret-of-tests"),
    );
    moto.answerWith((_action, body) => body);
    await assert.rejects(
      emr({ region: "eu-north-1", endpoint: "http://127.0.0.1:1", cluster: "j-1" }).describe(),
      (error) => isEngineError(error, "Unavailable"),
    );
  });

  test("a cluster that somebody else ended is told", async () => {
    moto.answerWith((action, body) =>
      action === "DescribeCluster" ? body.replace(/"State": "\w+"/, '"State": "TERMINATED"') : body,
    );
    const job = { input: `${bucket}/input/0.csv`, mapper: temps, reducer: averaged, engine: cluster };
    await assert.rejects(
      mapReduce(job),
      (error) => isEngineError(error, "WorkerFailed") && /is TERMINATED.*create another/.test(error.message),
    );
    let asked = 0;
    moto.answerWith((action, body) =>
      action === "DescribeCluster" && ++asked > 2 ? body.replace(/"State": "\w+"/, '"State": "TERMINATING"') : body,
    );
    await assert.rejects(
      mapReduce(job),
      (error) =>
        isEngineError(error, "WorkerFailed") && /step s-\w+ is TERMINATING: the cluster has ended/.test(error.message),
    );
  });

  test("a terminated cluster is forgotten", async () => {
    await cluster.terminate();
    assert.equal(cluster.cluster, undefined);
    assert.deepEqual(openLedger(ledger).all(), []);
    await assert.rejects(
      cluster.describe(),
      (error) => isEngineError(error, "InvalidArgument") && /no cluster is chosen/.test(error.message),
    );
  });
});
