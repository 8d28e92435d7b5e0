/**
 * A Spark Connect server on this machine, from the packages that set-up has fetched: local threads, or a master and a
 * worker whose executors are processes of their own.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../free-port.js";
import { root } from "../repo.js";

const VENV = join(root, ".setup", "cluster-venv");

function sparkHome(): string | undefined {
  const lib = join(VENV, "lib");
  if (!existsSync(lib)) return undefined;
  const python = readdirSync(lib).find((name) => name.startsWith("python"));
  const home = python && join(lib, python, "site-packages", "pyspark");
  return home && existsSync(join(home, "bin", "spark-class")) ? home : undefined;
}

/** Why there can be no Spark here; undefined when there can. */
export function sparkGap(): string | undefined {
  if (sparkHome() === undefined) return "set-up could not fetch pyspark";
  return spawnSync("java", ["-version"]).status === 0 ? undefined : "Java is not installed";
}

/** A running server. */
export interface SparkServer {
  /** `sc://127.0.0.1:port`. */
  readonly url: string;
  stop(): void;
}

/** Starts a server on `local[2]`, or with a master and a worker. @param settings more of Spark's */
export async function startSpark(
  kind: "local" | "cluster",
  settings: { readonly [name: string]: string } = {},
): Promise<SparkServer> {
  const folder = mkdtempSync(join(tmpdir(), "spark-"));
  // Spark's own scripts do not bear blanks in its path
  const home = join(folder, "spark");
  symlinkSync(sparkHome()!, home);
  const processes: ChildProcess[] = [];
  const [connectPort, masterPort, masterUi, workerPort, workerUi] = await Promise.all(
    Array.from({ length: 5 }, freePort),
  );
  // executors find this Node.js, and no other
  const path = `${join(process.execPath, "..")}:${process.env["PATH"] ?? ""}`;
  const env = { ...process.env, SPARK_HOME: home, SPARK_LOCAL_IP: "127.0.0.1", SPARK_LOCAL_DIRS: folder, PATH: path };
  const run = (name: string, args: readonly string[]): void => {
    const log = openSync(join(folder, `${name}.log`), "w");
    const child = spawn(join(home, "bin", "spark-class"), args, { cwd: folder, env, stdio: ["ignore", log, log] });
    processes.push(child);
  };
  const kill = (): void => {
    for (const child of processes) child.kill("SIGKILL");
  };
  const stop = (): void => {
    kill();
    rmSync(folder, { recursive: true, force: true });
  };
  process.once("exit", kill);
  const ready = async (port: number | undefined): Promise<void> => {
    for (const began = Date.now(); ; ) {
      if (await answers(port!)) return;
      const ended = processes.some(({ exitCode }) => exitCode !== null);
      if (ended || Date.now() - began > 240_000) {
        const logs = readdirSync(folder).filter((name) => name.endsWith(".log"));
        throw new Error(
          `Spark is not ready:\n${logs.map((name) => readFileSync(join(folder, name), "utf8").slice(-1500)).join("\n")}`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  };
  try {
    const master = kind === "local" ? "local[2]" : `spark://127.0.0.1:${masterPort}`;
    if (kind === "cluster") {
      const from = "org.apache.spark.deploy";
      run("master", [
        `${from}.master.Master`,
        "--host",
        "127.0.0.1",
        "--port",
        `${masterPort}`,
        "--webui-port",
        `${masterUi}`,
      ]);
      await ready(masterPort);
      run("worker", [
        `${from}.worker.Worker`,
        "--cores",
        "2",
        "--memory",
        "2g",
        "--port",
        `${workerPort}`,
        "--webui-port",
        `${workerUi}`,
        master,
      ]);
      await ready(workerPort);
    }
    const conf = (name: string, value: string | number): string[] => ["--conf", `${name}=${value}`];
    run("connect", [
      "org.apache.spark.deploy.SparkSubmit",
      "--class",
      "org.apache.spark.sql.connect.service.SparkConnectServer",
      "--master",
      master,
      ...conf("spark.connect.grpc.binding.address", "127.0.0.1"),
      ...conf("spark.connect.grpc.binding.port", connectPort!),
      ...conf("spark.ui.enabled", "false"),
      ...conf("spark.executor.memory", "700m"),
      ...conf("spark.sql.warehouse.dir", join(folder, "warehouse")),
      ...Object.entries(settings).flatMap(([name, value]) => conf(name, value)),
      "spark-internal",
    ]);
    await ready(connectPort);
    return { url: `sc://127.0.0.1:${connectPort}`, stop };
  } catch (error) {
    stop();
    throw error;
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const done = (ok: boolean) => (): void => {
      socket.destroy();
      resolve(ok);
    };
    socket.on("connect", done(true)).on("error", done(false));
  });
}
