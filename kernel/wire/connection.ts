import { readFileSync } from "node:fs";
import { isObject } from "./message.js";

/** The five sockets of a kernel. */
export const CHANNELS = ["shell", "control", "iopub", "stdin", "hb"] as const;

/** Name of a socket. */
export type Channel = (typeof CHANNELS)[number];

/** What a connection file says. */
export interface Connection {
  readonly transport: "tcp" | "ipc";
  /** Host of tcp; path prefix of ipc. */
  readonly ip: string;
  readonly ports: { readonly [channel in Channel]: number };
  readonly key: string;
  readonly signatureScheme: string;
  /** CurveZMQ keys of the kernel in Z85, when the client demands encryption (jupyter_client 8.9). */
  readonly curve?: { readonly publicKey: string; readonly secretKey: string };
}

/**
 * Reads a connection file.
 *
 * @param path  as the front end passes it in place of `{connection_file}`
 * @throws Error naming the file and the field that is missing or of the wrong type
 */
export function readConnection(path: string): Connection {
  let file: unknown;
  try {
    file = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new Error(`connection file ${path}: ${(cause as Error).message}`, { cause });
  }
  if (!isObject(file)) throw new Error(`connection file ${path}: expected a JSON object`);
  return parseConnection(file, path);
}

function parseConnection(file: { readonly [key: string]: unknown }, path: string): Connection {
  const fail = (field: string, expected: string): never => {
    throw new Error(`connection file ${path}: ${field} is ${JSON.stringify(file[field])}, expected ${expected}`);
  };
  const text = (field: string, fallback?: string): string => {
    const value = file[field] ?? fallback;
    return typeof value === "string" ? value : fail(field, "a string");
  };
  const port = (channel: Channel): number => {
    const value = file[`${channel}_port`];
    return typeof value === "number" && Number.isInteger(value) ? value : fail(`${channel}_port`, "an integer");
  };
  const transport = text("transport", "tcp");
  if (transport !== "tcp" && transport !== "ipc") return fail("transport", '"tcp" or "ipc"');
  const curve =
    typeof file["curve_secretkey"] === "string" && file["curve_secretkey"] !== ""
      ? { publicKey: text("curve_publickey"), secretKey: file["curve_secretkey"] }
      : undefined;
  return {
    transport,
    ip: text("ip"),
    ports: {
      shell: port("shell"),
      control: port("control"),
      iopub: port("iopub"),
      stdin: port("stdin"),
      hb: port("hb"),
    },
    key: text("key"),
    signatureScheme: text("signature_scheme", "hmac-sha256"),
    ...(curve && { curve }),
  };
}

/** The address a socket binds to, as jupyter_client composes it. */
export function address(connection: Connection, channel: Channel): string {
  const port = connection.ports[channel];
  return connection.transport === "ipc" ? `ipc://${connection.ip}-${port}` : `tcp://${connection.ip}:${port}`;
}
