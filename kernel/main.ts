/**
 * The kernel process: `node <flags> dist/kernel/main.js <connection file>`.
 * @module
 */
import process from "node:process";
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import { FLAG_CRITICAL, FLAGS, type InputAnswer, type IoOptions, type ToMain } from "./io/bridge.js";
import { log } from "./io/log.js";
import { commandOf, pathWithServer } from "./server-path.js";
import { readConnection } from "./wire/connection.js";
import { newSessionId } from "./wire/message.js";

/** From the sockets' being bound to the answer to the first kernel_info_request, with some room; in milliseconds. */
const WARM_UP_DELAY_MS = 20;

const [path] = process.argv.slice(2);
if (path === undefined) {
  log("usage: main.js <connection file>; front ends start the kernel, see `tslab-bigdata install`");
  process.exit(2);
}
const parent = Number(process.env["JPY_PARENT_PID"] ?? process.ppid);
process.env["PATH"] = pathWithServer(process.env["PATH"] ?? "", commandOf(parent));
const messages = new MessageChannel();
const input = new MessageChannel();
const flags = new Int32Array(new SharedArrayBuffer(4 * FLAGS));
flags[FLAG_CRITICAL] = 1;
const workerData: IoOptions = {
  connection: readConnection(path),
  session: newSessionId(),
  port: messages.port2,
  inputPort: input.port2,
  flags,
};
const worker = new Worker(new URL("./io/worker.js", import.meta.url), {
  workerData,
  transferList: [messages.port2, input.port2],
  // Messages live shortly: a small nursery serves them, where the default keeps 48 MB at hand.
  resourceLimits: { maxYoungGenerationSizeMb: 6 },
});
worker.on("error", (error) => {
  log(`the I/O thread ended: ${error.stack}`);
  process.exit(1);
});

// Loaded while the sockets are being bound.
const { createLink } = await import("./session/link.js");
const { createSession } = await import("./session/session.js");
const takeAnswer = (): InputAnswer | undefined => receiveMessageOnPort(input.port1)?.message;
const session = createSession(createLink(messages.port1, takeAnswer, flags), workerData.session);
Atomics.sub(flags, FLAG_CRITICAL, 1);
messages.port1.on("message", (message: ToMain) => {
  session.handle(message);
  // Not before: the sockets would wait for the processor, and the front end for its first answer.
  if (message.kind === "ready") setTimeout(() => session.warmUp(), WARM_UP_DELAY_MS);
});
