/**
 * A server on this machine that answers as Amazon's S3 and EMR do (moto), and a relay before it that lets steps end,
 * which moto never does.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer, request } from "node:http";
import { join } from "node:path";
import { freePort, listen } from "../free-port.js";
import { root } from "../repo.js";

const MOTO = join(root, ".setup", "cluster-venv", "bin", "moto_server");

/** Why there can be no such server here; undefined when there can. */
export function motoGap(): string | undefined {
  return existsSync(MOTO) ? undefined : "set-up could not fetch moto";
}

/** What goes back instead of an answer; takes the action's name (`DescribeStep`) and the answer. */
export type Relay = (action: string, body: string) => string;

/** A running server. */
export interface Moto {
  /** The relay's address. */
  readonly endpoint: string;
  /** Replaces what goes back; the identity at first. */
  answerWith(relay: Relay): void;
  /** Refuses the next `n` calls of EMR's with an exception of Amazon's: its name and message. */
  refuse(n: number, exception: string, message: string): void;
  stop(): void;
}

/** Starts the server and the relay. */
export async function startMoto(): Promise<Moto> {
  const port = await freePort();
  const child: ChildProcess = spawn(MOTO, ["-H", "127.0.0.1", "-p", String(port)], { stdio: "ignore" });
  process.once("exit", () => child.kill("SIGKILL"));
  for (const began = Date.now(); ; ) {
    if (
      await fetch(`http://127.0.0.1:${port}/moto-api/`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      break;
    if (child.exitCode !== null || Date.now() - began > 60_000) throw new Error("moto did not start");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  let relay: Relay = (_action, body) => body;
  let refusal = { left: 0, answer: "" };
  const server = createServer((asked, answer) => {
    const action = String(asked.headers["x-amz-target"] ?? "")
      .split(".")
      .at(-1)!;
    if (refusal.left > 0 && action !== "") {
      refusal.left--;
      asked.resume();
      answer.writeHead(400, { "content-type": "application/x-amz-json-1.1" });
      answer.end(refusal.answer);
      return;
    }
    const on = request(
      { host: "127.0.0.1", port, path: asked.url, method: asked.method, headers: asked.headers },
      (given) => {
        const parts: Buffer[] = [];
        given.on("data", (part: Buffer) => parts.push(part));
        given.on("end", () => {
          const whole = Buffer.concat(parts);
          const body = action === "" ? whole : Buffer.from(relay(action, whole.toString()));
          const headers = {
            ...given.headers,
            "content-length": asked.method === "HEAD" ? given.headers["content-length"] : body.length,
          };
          delete (headers as { [name: string]: unknown })["transfer-encoding"];
          answer.writeHead(given.statusCode ?? 500, headers);
          answer.end(body);
        });
      },
    );
    on.on("error", () => answer.destroy());
    asked.pipe(on);
  });
  const relayPort = await listen(server);
  return {
    endpoint: `http://127.0.0.1:${relayPort}`,
    answerWith(next) {
      relay = next;
    },
    refuse(left, exception, message) {
      refusal = { left, answer: JSON.stringify({ __type: exception, message }) };
    },
    stop() {
      child.kill("SIGKILL");
      server.closeAllConnections();
      server.close();
    },
  };
}
