/**
 * Steps of moto's clusters, which moto never runs: the arguments of each go through a Hadoop on this machine, its local
 * runner, and the result goes to where the step was told to put it.
 */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { S3Client } from "../../../mapreduce/native/aws-s3.js";
import { hadoopLocal } from "../hadoop/cluster.js";
import type { Moto } from "./moto.js";

/** A step as EMR describes it. */
export interface Step {
  readonly Id: string;
  Status: { State: string; FailureDetails?: { Message: string } };
  readonly Config: { readonly Args: readonly string[] };
}

/**
 * Lets every step run from the moment it is first asked for.
 * @param folder where Hadoop and the steps' files are put
 */
export function runSteps(moto: Moto, storage: S3Client, folder: string): void {
  const states = new Map<string, Step["Status"]>();
  mkdirSync(folder, { recursive: true });
  const hadoop = hadoopLocal(folder);
  moto.answerWith((action, body) => {
    if (action === "ListSteps") {
      const { Steps, ...rest } = JSON.parse(body) as { readonly Steps: readonly Step[] };
      return JSON.stringify({
        ...rest,
        Steps: Steps.map((step) => ({ ...step, Status: { ...step.Status, ...states.get(step.Id) } })),
      });
    }
    if (action !== "DescribeStep") return body;
    const answer = JSON.parse(body) as { Step: Step };
    const { Id, Config } = answer.Step;
    if (!states.has(Id)) {
      states.set(Id, { State: "RUNNING" });
      const work = mkdtempSync(join(folder, "step-"));
      runStep(Config.Args, storage, hadoop, work).then(
        () => states.set(Id, { State: "COMPLETED" }),
        (error: unknown) => states.set(Id, { State: "FAILED", FailureDetails: { Message: String(error) } }),
      );
    }
    answer.Step.Status = { ...answer.Step.Status, ...states.get(Id) };
    return JSON.stringify(answer);
  });
}

/** Runs a step's own arguments; S3 addresses become local files. */
async function runStep(
  args: readonly string[],
  storage: S3Client,
  hadoop: ReturnType<typeof hadoopLocal>,
  work: string,
): Promise<void> {
  if (args[0] !== "hadoop-streaming") throw new Error(`only streaming steps can run here, got ${args[0]}`);
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
  await new Promise<void>((resolve, reject) => {
    const env = { ...process.env, HADOOP_CONF_DIR: hadoop.conf };
    const child = spawn(hadoop.command, ["jar", hadoop.streamingJar, ...local], {
      cwd: work,
      env,
      stdio: ["ignore", "ignore", "pipe"],
    });
    let told = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      told = (told + text).slice(-3000);
    });
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve() : reject(new Error(told))));
  });
  for (const name of ["part-00000", "_SUCCESS"]) {
    const text = readFileSync(join(work, "out", name), "utf8");
    await storage.put(`${out}/${name}`, text, Buffer.byteLength(text));
  }
}
