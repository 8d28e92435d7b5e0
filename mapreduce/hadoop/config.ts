/**
 * What a Hadoop installation says of itself: its command, configuration folder and addresses.
 * @module
 */
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { userInfo } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { EngineError } from "../../engine/errors.js";

/** Where a cluster is; everything has a default from Hadoop's own environment. */
export interface HadoopLocation {
  /** The `hadoop` command; default `$HADOOP_HOME/bin/hadoop`, else the one on `$PATH`. */
  readonly command?: string;
  /** Folder of `core-site.xml` and its like; default `$HADOOP_CONF_DIR`, else the command's own. */
  readonly conf?: string;
  /** The NameNode's web address, `"http://localhost:9870"`; default from `hdfs-site.xml`. */
  readonly webhdfs?: string;
  /** User in HDFS; default `$HADOOP_USER_NAME`, else the name of who runs this. */
  readonly user?: string;
}

/** Options of a Hadoop cluster. */
export interface HadoopOptions extends HadoopLocation {
  /** The jar of Hadoop Streaming; default the one of the command's installation. */
  readonly streamingJar?: string;
  /** Settings of the job, as `-D`: `{ "mapreduce.map.memory.mb": 1024 }`. */
  readonly settings?: { readonly [name: string]: string | number | boolean };
  /** How Node.js is called on the cluster's machines, version 20 or newer; default `node`. */
  readonly node?: string;
}

/** The configuration folder. */
export function confFolder({ conf, command }: HadoopLocation): string | undefined {
  if (conf !== undefined) return conf;
  const { HADOOP_CONF_DIR, HADOOP_HOME } = process.env;
  if (HADOOP_CONF_DIR) return HADOOP_CONF_DIR;
  const home = HADOOP_HOME ?? (command === undefined ? undefined : dirname(dirname(command)));
  const folder = home && join(home, "etc", "hadoop");
  return folder !== undefined && folder !== "" && existsSync(folder) ? folder : undefined;
}

/** The `hadoop` command. @throws Unavailable when there is none */
export function hadoopCommand({ command }: HadoopLocation): string {
  const { HADOOP_HOME, PATH = "" } = process.env;
  const candidates =
    command !== undefined
      ? [command]
      : [
          ...(HADOOP_HOME ? [join(HADOOP_HOME, "bin", "hadoop")] : []),
          ...PATH.split(delimiter)
            .filter(Boolean)
            .map((folder) => join(folder, "hadoop")),
        ];
  const found = candidates.find((candidate) => existsSync(candidate));
  if (found !== undefined) return found;
  throw new EngineError(
    "Unavailable",
    command === undefined
      ? "no 'hadoop' command on $PATH or in $HADOOP_HOME/bin; name it: hadoop({ command: \"/opt/hadoop/bin/hadoop\" })"
      : `no such file: '${command}'; 'command' is the path of the cluster's hadoop command`,
  );
}

/** The NameNode's web address. @throws Unavailable when neither an option nor the configuration names it */
export function webAddress(location: HadoopLocation): string {
  if (location.webhdfs !== undefined) return location.webhdfs;
  const conf = confFolder(location);
  const address = conf && property(join(conf, "hdfs-site.xml"), "dfs.namenode.http-address");
  if (address) return `http://${address.replace(/^0\.0\.0\.0:/, "localhost:")}`;
  const name = conf && property(join(conf, "core-site.xml"), "fs.defaultFS");
  const host = name && /^hdfs:\/\/([^:/]+)/.exec(name)?.[1];
  if (host) return `http://${host}:9870`;
  throw new EngineError(
    "Unavailable",
    'the address of HDFS is not known; give it, { webhdfs: "http://namenode:9870" }, or set $HADOOP_CONF_DIR to the folder of hdfs-site.xml',
  );
}

/** Who asks. */
export function hdfsUser({ user }: HadoopLocation): string {
  return user ?? process.env["HADOOP_USER_NAME"] ?? userInfo().username;
}

/** Where an installation keeps the jar of Hadoop Streaming. */
export function streamingFolder(command: string): string {
  return join(dirname(dirname(realpathSync(command))), "share", "hadoop", "tools", "lib");
}

/** A property of one of Hadoop's configuration files. */
function property(path: string, name: string): string | undefined {
  if (!existsSync(path)) return undefined;
  const text = readFileSync(path, "utf8");
  for (const [, inner = ""] of text.matchAll(/<property>([\s\S]*?)<\/property>/g)) {
    if (/<name>\s*([^<]*?)\s*<\/name>/.exec(inner)?.[1] === name)
      return /<value>\s*([^<]*?)\s*<\/value>/.exec(inner)?.[1];
  }
  return undefined;
}
