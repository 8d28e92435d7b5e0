import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { isEngineError } from "../../engine/errors.js";
import { type Emr, emr, mapReduce } from "../../index.js";
import { openLedger } from "../../mapreduce/emr/ledger.js";
import { s3Client } from "../../mapreduce/native/aws-s3.js";
import { added, averaged, counted, divided, scratch, temps, writeWeather } from "../mapreduce/support.js";
import { type Moto, motoGap, startMoto } from "../support/aws/moto.js";
import { hadoopGap, hadoopLocal } from "../support/hadoop/cluster.js";

const gap = motoGap();
const folder = scratch();
const ledger = join(folder, "clusters.json");
const bucket = "s3://tests-of-tslab-bigdata/work";

interface Step {
  readonly Id: string;
  Status: { State: string };
  readonly Config: { readonly Args: readonly string[] };
}

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
    let state = "PENDING";
    let why: unknown;
    moto.answerWith((action, body) => {
      if (action !== "DescribeStep") return body;
      const answer = JSON.parse(body) as { Step: Step };
      if (state === "PENDING") {
        state = "RUNNING";
        runStep(answer.Step.Config.Args, storage).then(
          () => {
            state = "COMPLETED";
          },
          (error: unknown) => {
            why = error;
            state = "FAILED";
          },
        );
      }
      answer.Step.Status.State = state;
      return JSON.stringify(answer);
    });
    const rows = await mapReduce({
      input: input!,
      mapper: counted,
      combiner: added,
      reducer: divided,
      engine: cluster,
    }).catch((error: unknown) => {
      throw why ?? error;
    });
    const local = await mapReduce({ input: join(folder, "0.csv"), mapper: counted, combiner: added, reducer: divided });
    assert.deepEqual(rows.toRows(), local.toRows());
    assert.deepEqual(await storage.list(`${bucket}/jobs/`), []);
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

  test("an interrupted job stops waiting", async () => {
    const running = mapReduce({
      input: `${bucket}/input/0.csv`,
      mapper: temps,
      reducer: averaged,
      engine: cluster,
      signal: AbortSignal.timeout(500),
    });
    await assert.rejects(running, { name: "TimeoutError" });
  });

  test("throttled calls are tried again; wrong credentials and ids are told without secrets", async () => {
    moto.throttle(2);
    assert.equal((await cluster.describe()).length, 3);
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

  /** Runs a step's own arguments through Hadoop on this machine; S3 addresses become local files. */
  async function runStep(args: readonly string[], storage: Awaited<ReturnType<typeof s3Client>>): Promise<void> {
    assert.equal(args[0], "hadoop-streaming");
    const hadoop = hadoopLocal(join(folder, "hadoop"));
    const work = join(folder, "step");
    mkdirSync(work, { recursive: true });
    const here = async (address: string): Promise<string> => {
      const path = join(work, address.split("/").at(-1)!);
      writeFileSync(path, await storage.text(address));
      return path;
    };
    const out = args[args.indexOf("-output") + 1]!;
    const local: string[] = [];
    for (const [i, arg] of args.slice(1).entries()) {
      const before = args[i];
      if (before === "-files") local.push((await Promise.all(arg.split(",").map(here))).join(","));
      else if (before === "-input") local.push(await here(arg));
      else local.push(before === "-output" ? join(work, "out") : arg);
    }
    const done = spawnSync(hadoop.command, ["jar", hadoop.streamingJar, ...local], {
      encoding: "utf8",
      cwd: work,
      env: { ...process.env, HADOOP_CONF_DIR: hadoop.conf },
    });
    assert.equal(done.status, 0, done.stderr.slice(-3000));
    for (const name of ["part-00000", "_SUCCESS"]) {
      const text = readFileSync(join(work, "out", name), "utf8");
      await storage.put(`${out}/${name}`, text, Buffer.byteLength(text));
    }
  }
});
