/**
 * A Hadoop on this machine: HDFS and YARN, four daemons on loopback, from the jars that set-up has fetched.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../free-port.js";
import { root } from "../repo.js";
import { killInside } from "./kill-inside.js";

const LIB = join(root, ".setup", "hadoop", "lib");

const STREAMING_JAR = "hadoop-streaming-3.4.2.jar";

/** The jars under a path without blanks, which Hadoop does not bear; it follows symbolic links to where they lead. */
function linkJars(folder: string): string {
  const path = join(folder, "lib");
  mkdirSync(path);
  for (const name of readdirSync(LIB)) link(join(LIB, name), join(path, name));
  return path;
}

/** The jar of Hadoop Streaming, also where an installation has it. */
function linkStreamingJar(folder: string): string {
  const tools = join(folder, "share", "hadoop", "tools", "lib");
  mkdirSync(tools, { recursive: true });
  link(join(LIB, STREAMING_JAR), join(tools, STREAMING_JAR));
  return join(tools, STREAMING_JAR);
}

function link(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    // another file system
    copyFileSync(from, to);
  }
}

/** Why there can be no cluster here; undefined when there can. */
export function hadoopGap(): string | undefined {
  if (!existsSync(LIB)) return "set-up could not fetch Hadoop's jars (needs Java and Maven)";
  return spawnSync("java", ["-version"]).status === 0 ? undefined : "Java is not installed";
}

/** A running cluster. */
export interface HadoopCluster {
  /** The installation: `bin/hadoop` and the jars. */
  readonly home: string;
  readonly command: string;
  readonly conf: string;
  readonly webhdfs: string;
  readonly streamingJar: string;
  /** Options of the product's `hadoop()`. */
  readonly options: { readonly command: string; readonly conf: string };
  /** Starts another node: a NodeManager; gives a function that kills it and all containers it runs. */
  addNode(): Promise<() => void>;
  stop(): void;
}

/** One of Hadoop's configuration files. */
function xml(properties: { readonly [name: string]: string | number | boolean }): string {
  const lines = Object.entries(properties).map(
    ([name, value]) => `  <property><name>${name}</name><value>${String(value)}</value></property>`,
  );
  return `<?xml version="1.0"?>\n<configuration>\n${lines.join("\n")}\n</configuration>\n`;
}

/** The cluster's commands, as an installation has them. */
function writeCommands(folder: string, conf: string, lib: string): string {
  const bin = join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  const java = `exec java -Xmx512m -cp "\${HADOOP_CONF_DIR:-${conf}}:${lib}/*"`;
  const script = (name: string, body: string): void => {
    writeFileSync(join(bin, name), `#!/bin/bash\n${body}\n`);
    chmodSync(join(bin, name), 0o755);
  };
  script(
    "hadoop",
    `case "$1" in
  jar) shift 2; ${java} org.apache.hadoop.streaming.HadoopStreaming "$@" ;;
  fs) shift; ${java} org.apache.hadoop.fs.FsShell "$@" ;;
  version) ${java} org.apache.hadoop.util.VersionInfo ;;
  *) echo "unknown command $1" >&2; exit 1 ;;
esac`,
  );
  script("mapred", `shift; ${java} org.apache.hadoop.mapred.JobClient "$@"`);
  script("yarn", `shift; ${java} org.apache.hadoop.yarn.client.cli.LogsCLI "$@"`);
  return join(bin, "hadoop");
}

/** Hadoop's commands with its local runner: jobs run in the command's own process, on local files. */
export function hadoopLocal(folder: string): Pick<HadoopCluster, "command" | "conf" | "streamingJar"> {
  const conf = join(folder, "conf");
  mkdirSync(conf, { recursive: true });
  const settings = {
    "fs.defaultFS": "file:///",
    "hadoop.tmp.dir": join(folder, "tmp"),
    "mapreduce.jobtracker.staging.root.dir": join(folder, "staging"),
  };
  writeFileSync(join(conf, "core-site.xml"), xml(settings));
  const lib = linkJars(folder);
  return { command: writeCommands(folder, conf, lib), conf, streamingJar: linkStreamingJar(folder) };
}

/** Starts HDFS and YARN; ready when a DataNode and a NodeManager have registered. */
export async function startHadoop(): Promise<HadoopCluster> {
  const folder = mkdtempSync(join(tmpdir(), "hadoop-"));
  const conf = join(folder, "conf");
  mkdirSync(conf);
  const lib = linkJars(folder);
  const [fs, nnHttp, dn, dnHttp, dnIpc, rm, rmHttp, rmAdmin, rmScheduler, rmTracker] = await Promise.all(
    Array.from({ length: 10 }, freePort),
  );
  const at = (port: number | undefined): string => `127.0.0.1:${port}`;
  const write = (name: string, properties: { readonly [name: string]: string | number | boolean }, into = conf): void =>
    writeFileSync(join(into, name), xml(properties));
  write("core-site.xml", { "fs.defaultFS": `hdfs://${at(fs)}`, "hadoop.tmp.dir": join(folder, "tmp") });
  write("hdfs-site.xml", {
    "dfs.replication": 1,
    "dfs.namenode.http-address": at(nnHttp),
    "dfs.namenode.name.dir": `file://${folder}/name`,
    "dfs.datanode.data.dir": `file://${folder}/data`,
    "dfs.datanode.address": at(dn),
    "dfs.datanode.http.address": at(dnHttp),
    "dfs.datanode.ipc.address": at(dnIpc),
    "dfs.datanode.hostname": "127.0.0.1",
    "dfs.permissions.enabled": true,
    "dfs.namenode.datanode.registration.ip-hostname-check": false,
    "dfs.namenode.safemode.extension": 0,
  });
  write("mapred-site.xml", {
    "mapreduce.framework.name": "yarn",
    "mapreduce.application.classpath": `${lib}/*`,
    "mapreduce.shuffle.port": 0,
    "yarn.app.mapreduce.am.resource.mb": 512,
    "yarn.app.mapreduce.am.command-opts": "-Xmx384m",
    "mapreduce.map.memory.mb": 512,
    "mapreduce.reduce.memory.mb": 512,
    "mapreduce.map.java.opts": "-Xmx384m",
    "mapreduce.reduce.java.opts": "-Xmx384m",
    "mapreduce.jobhistory.intermediate-done-dir": "/history/intermediate",
  });
  const yarn = {
    "yarn.resourcemanager.address": at(rm),
    "yarn.resourcemanager.webapp.address": at(rmHttp),
    "yarn.resourcemanager.admin.address": at(rmAdmin),
    "yarn.resourcemanager.scheduler.address": at(rmScheduler),
    "yarn.resourcemanager.resource-tracker.address": at(rmTracker),
    "yarn.resourcemanager.bind-host": "127.0.0.1",
    "yarn.nm.liveness-monitor.expiry-interval-ms": 10_000,
    "yarn.resourcemanager.nm.liveness-monitor.interval-ms": 1_000,
    // a job that has ended asks lost nodes to end its containers, for three minutes each by default
    "yarn.client.nodemanager-connect.max-wait-ms": 10_000,
    "yarn.nodemanager.hostname": "127.0.0.1",
    "yarn.nodemanager.aux-services": "mapreduce_shuffle",
    "yarn.nodemanager.resource.memory-mb": 3072,
    "yarn.nodemanager.resource.cpu-vcores": 4,
    "yarn.nodemanager.vmem-check-enabled": false,
    "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage": 99,
    "yarn.scheduler.minimum-allocation-mb": 256,
    "yarn.log-aggregation-enable": true,
    "yarn.nodemanager.remote-app-log-dir": "/logs",
    "yarn.nodemanager.env-whitelist": "JAVA_HOME,HADOOP_CONF_DIR,PATH",
  };
  const nodeSettings = async (name: string): Promise<{ readonly [name: string]: string }> => {
    const ports = await Promise.all([freePort(), freePort(), freePort()]);
    return {
      "yarn.nodemanager.address": at(ports[0]),
      "yarn.nodemanager.localizer.address": at(ports[1]),
      "yarn.nodemanager.webapp.address": at(ports[2]),
      "yarn.nodemanager.local-dirs": join(folder, name, "local"),
      "yarn.nodemanager.log-dirs": join(folder, name, "logs"),
    };
  };
  write("yarn-site.xml", { ...yarn, ...(await nodeSettings("node0")) });
  write("capacity-scheduler.xml", {
    "yarn.scheduler.capacity.root.queues": "default",
    "yarn.scheduler.capacity.root.default.capacity": 100,
    "yarn.scheduler.capacity.maximum-am-resource-percent": 0.8,
  });
  writeFileSync(
    join(conf, "log4j.properties"),
    "log4j.rootLogger=WARN,console\nlog4j.appender.console=org.apache.log4j.ConsoleAppender\nlog4j.appender.console.target=System.err\nlog4j.appender.console.layout=org.apache.log4j.PatternLayout\nlog4j.appender.console.layout.ConversionPattern=%d %p %c{2}: %m%n\nlog4j.logger.org.apache.hadoop.mapreduce.Job=INFO\nlog4j.logger.org.apache.hadoop.mapreduce.JobSubmitter=INFO\nlog4j.logger.org.apache.hadoop.mapred.FileInputFormat=INFO\n",
  );
  const command = writeCommands(folder, conf, lib);
  const daemons: ChildProcess[] = [];
  const daemon = (main: string, name: string, from = conf): ChildProcess => {
    const log = openSync(join(folder, `${name}.log`), "w");
    const args = [
      "-Xmx384m",
      "--add-opens=java.base/java.lang=ALL-UNNAMED",
      "-cp",
      `${from}:${lib}/*`,
      `org.apache.hadoop.${main}`,
    ];
    // the NodeManager's containers find this Node.js, and no other
    const path = `${join(process.execPath, "..")}:${process.env["PATH"] ?? ""}`;
    const child = spawn("java", args, {
      stdio: ["ignore", log, log],
      env: { ...process.env, HADOOP_CONF_DIR: from, PATH: path },
    });
    daemons.push(child);
    return child;
  };
  const stop = (): void => {
    for (const child of daemons) child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  };
  process.once("exit", () => {
    for (const child of daemons) child.kill("SIGKILL");
  });
  try {
    const format = spawnSync(
      "java",
      ["-cp", `${conf}:${lib}/*`, "org.apache.hadoop.hdfs.server.namenode.NameNode", "-format", "-nonInteractive"],
      { encoding: "utf8", timeout: 120_000 },
    );
    if (format.status !== 0) throw new Error(`the NameNode cannot be formatted: ${format.stderr.slice(-2000)}`);
    daemon("hdfs.server.namenode.NameNode", "namenode");
    daemon("hdfs.server.datanode.DataNode", "datanode");
    daemon("yarn.server.resourcemanager.ResourceManager", "resourcemanager");
    daemon("yarn.server.nodemanager.NodeManager", "node0");
    await ready(
      `http://${at(nnHttp)}/jmx?qry=Hadoop:service=NameNode,name=FSNamesystem`,
      /"NumLiveDataNodes" : 1/,
      folder,
      daemons,
    );
    await ready(`http://${at(rmHttp)}/ws/v1/cluster/metrics`, /"activeNodes":1/, folder, daemons);
  } catch (error) {
    stop();
    throw error;
  }
  return {
    home: folder,
    command,
    conf,
    webhdfs: `http://${at(nnHttp)}`,
    streamingJar: linkStreamingJar(folder),
    options: { command, conf },
    async addNode() {
      const own = join(folder, "conf-node1");
      mkdirSync(own);
      for (const name of [
        "core-site.xml",
        "hdfs-site.xml",
        "mapred-site.xml",
        "capacity-scheduler.xml",
        "log4j.properties",
      ])
        writeFileSync(join(own, name), readFileSync(join(conf, name)));
      write("yarn-site.xml", { ...yarn, ...(await nodeSettings("node1")) }, own);
      const child = daemon("yarn.server.nodemanager.NodeManager", "node1", own);
      await ready(`http://${at(rmHttp)}/ws/v1/cluster/metrics`, /"activeNodes":2/, folder, daemons);
      return () => {
        child.kill("SIGKILL");
        killInside(join(folder, "node1"));
      };
    },
    stop,
  };
}

/** Waits until an address says what it should; fails at once when a daemon has ended. */
async function ready(url: string, expected: RegExp, folder: string, daemons: readonly ChildProcess[]): Promise<void> {
  for (let began = Date.now(); ; ) {
    const text = await fetch(url, { signal: AbortSignal.timeout(5_000) }).then(
      (answer) => answer.text(),
      () => "",
    );
    if (expected.test(text)) return;
    const ended = daemons.find(({ exitCode }) => exitCode !== null);
    if (ended !== undefined || Date.now() - began > 180_000) {
      const logs = spawnSync("bash", ["-c", `tail -n 15 ${folder}/*.log`], { encoding: "utf8" }).stdout;
      throw new Error(`Hadoop is not ready: ${url} says ${text.slice(0, 300)}\n${logs}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}
