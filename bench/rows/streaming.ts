import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { mapper, writeScript } from "tslab-bigdata";
import { hadoopGap, hadoopLocal } from "../../test/support/hadoop/cluster.js";
import type { Row } from "../row.js";

/**
 * Our mapper as a program of Hadoop Streaming beside `cat`, both in Hadoop's local runner and without a reducer: what
 * is compared are the mappers. No row where Hadoop cannot run.
 * @param files weather CSVs
 */
export async function streamingRow(folder: string, files: readonly string[], work: string): Promise<Row[]> {
  const gap = hadoopGap() ?? (/\s/.test(folder) ? `it does not bear the blank in '${folder}'` : undefined);
  if (gap !== undefined) {
    console.log(`no row of Hadoop: ${gap}`);
    return [];
  }
  const home = mkdtempSync(join(tmpdir(), "bench-hadoop-"));
  process.once("exit", () => rmSync(home, { recursive: true, force: true }));
  const { command, conf, streamingJar } = hadoopLocal(home);
  const temps = mapper(function* (line) {
    const fields = line.split(",");
    if (fields[0] !== "country") yield [fields[0]!, Number(fields[5])];
  });
  const script = await writeScript(temps, join(folder, "temps.mjs"));
  const call = (program: string, output: string): string[] => [
    ...["jar", streamingJar, "-D", "mapreduce.job.reduces=0", "-files", script],
    ...files.flatMap((file) => ["-input", file]),
    ...["-output", output, "-mapper", program],
  ];
  let runs = 0;
  return [
    {
      work: `our streaming mapper in Hadoop's local runner, ${work}`,
      peer: "cat as mapper",
      // at most 1.5 times as long
      atLeast: 0.667,
      pythonSetup: `
import os, subprocess, time
def cat():
    output = "${folder}/cat-" + str(time.time_ns())
    args = [output if arg == "OUTPUT" else arg for arg in ${JSON.stringify(call("cat", "OUTPUT"))}]
    env = dict(os.environ, HADOOP_CONF_DIR="${conf}")
    subprocess.run(["${command}", *args], env=env, check=True, capture_output=True)`,
      python: "cat()",
      ours: () => run(command, call(`${process.execPath} ${basename(script)}`, join(folder, `ours-${runs++}`)), conf),
    },
  ];
}

function run(command: string, args: readonly string[], conf: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, HADOOP_CONF_DIR: conf },
    });
    let told = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      told = (told + text).slice(-2000);
    });
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve() : reject(new Error(`Hadoop failed: ${told}`))));
  });
}
