/**
 * The I/O thread: owns the sockets, answers what needs no user code, queues executions, and keeps interrupts and
 * heartbeat alive while a cell spins.
 * @module
 */
import { workerData } from "node:worker_threads";
import { CHANNELS } from "../wire/connection.js";
import { BadFrames, decode, type Envelope, encode } from "../wire/frames.js";
import { message } from "../wire/message.js";
import { signer as createSigner } from "../wire/signature.js";
import { FLAG_CRITICAL, FLAG_FLUSHED, type IoOptions, type ToIo, type ToMain } from "./bridge.js";
import { commTable } from "./comms.js";
import { desk as createDesk } from "./desk.js";
import { abort, dispatch, request, type Services } from "./dispatch.js";
import { history as createHistory } from "./history.js";
import { kernelInfo } from "./info.js";
import { interrupter as createInterrupter } from "./interrupt.js";
import { log } from "./log.js";
import { watchParent } from "./orphan.js";
import { historyFile } from "./paths.js";
import { publisher as createPublisher } from "./publisher.js";
import { executionQueue } from "./queue.js";
import { watchSignal } from "./signal.js";
import { bind, type FrameSocket } from "./sockets.js";
import { prompt as createPrompt } from "./stdin.js";

/** How long the main thread may take to end after a shutdown request, in milliseconds. */
const SHUTDOWN_MS = 2000;

const { connection, session, port, inputPort, flags } = workerData as IoOptions;
const signer = createSigner(connection.key, connection.signatureScheme);
const sockets = await bind(connection, (error) => log(`send failed: ${error.message}`));
const publisher = createPublisher(sockets.iopub, signer, session);
const post = (message: ToMain): void => port.postMessage(message);

let executions = 0;
const queue = executionQueue(
  ({ id, envelope }) => {
    const { content, header } = envelope.message;
    const silent = content["silent"] === true;
    if (!silent && content["store_history"] !== false) executions++;
    desk.busy(id);
    if (!silent) {
      const shown = { code: content["code"] ?? "", execution_count: executions };
      publisher.publish("execute_input", shown, { parent: header });
    }
    post({ kind: "request", request: request(id, envelope, "execute_request", executions) });
  },
  (waiting) => abort(waiting, desk),
);
const desk = createDesk(publisher, signer, session, () => queue.running?.envelope);
const comms = commTable();
const history = createHistory(historyFile());
const prompt = createPrompt(inputPort, flags);
const interrupter = createInterrupter(
  () => {
    prompt.interrupt();
    post({ kind: "interrupt" });
  },
  () => post({ kind: "terminated" }),
  () => Atomics.load(flags, FLAG_CRITICAL) > 0,
);

async function interrupt(): Promise<void> {
  if (await interrupter.interrupt()) return;
  const text = "The kernel does not answer: native code is running. Restart the kernel to stop it.\n";
  publisher.stream("stderr", text, queue.running?.envelope.message.header);
}

async function shutdown(restart: boolean): Promise<void> {
  publisher.publish("shutdown_reply", { status: "ok", restart });
  post({ kind: "shutdown", restart });
  setTimeout(() => process.kill(process.pid, "SIGKILL"), SHUTDOWN_MS);
}

const services: Services = {
  desk,
  queue,
  comms,
  history,
  info: kernelInfo,
  ports: Object.fromEntries(CHANNELS.map((channel) => [`${channel}_port`, connection.ports[channel]])),
  toMain: (request) => post({ kind: "request", request }),
  interrupt: () => void interrupt(),
  shutdown: (restart) => void shutdown(restart),
};

/** Messages of a socket as they come; those that are none for us are dropped with a line in the log. */
async function receive(socket: FrameSocket, take: (envelope: Envelope) => void): Promise<void> {
  for await (const frames of socket.messages) {
    try {
      take(decode(frames, signer));
    } catch (error) {
      if (!(error instanceof BadFrames)) throw error;
      log(`message dropped: ${error.message}`);
    }
  }
}

async function heartbeat(): Promise<void> {
  for await (const frames of sockets.hb.messages) sockets.hb.send(frames);
}

async function subscriptions(): Promise<void> {
  // First byte of an XPUB message: 1 for subscribe, 0 for unsubscribe; the topic follows.
  for await (const [frame] of sockets.iopub.messages) if (frame?.[0] === 1) publisher.welcome(frame.subarray(1));
}

/** The end of a request; of an execution also its history, and the start of the next one. */
function finished({ id, content, metadata, output, isLast = false }: Extract<ToIo, { kind: "finish" }>): void {
  const reply = (): void => void desk.end(id, content, metadata);
  const { running } = queue;
  if (id !== running?.id) {
    reply();
    return;
  }
  const asked = running.envelope.message.content;
  if (asked["silent"] !== true && asked["store_history"] !== false)
    history.add(executions, String(asked["code"]), output);
  const isFatal = content?.["status"] === "error" && asked["stop_on_error"] !== false;
  queue.finished(reply, isFatal || isLast);
}

function ask(input: Extract<ToIo, { kind: "input" }>): void {
  const asking = queue.running?.envelope;
  prompt.open();
  if (!asking) {
    prompt.interrupt();
    return;
  }
  publisher.flush();
  const content = { prompt: input.prompt, password: input.password };
  const question = message(session, "input_request", content, { parent: input.parent });
  sockets.stdin.send(encode({ identities: asking.identities, message: question }, signer));
}

async function flush(): Promise<void> {
  publisher.flush();
  await Promise.all(CHANNELS.map((channel) => sockets[channel].flushed()));
  for (const channel of CHANNELS) sockets[channel].close();
  Atomics.add(flags, FLAG_FLUSHED, 1);
  Atomics.notify(flags, FLAG_FLUSHED);
}

port.on("message", (incoming: ToIo) => {
  switch (incoming.kind) {
    case "finish":
      finished(incoming);
      return;
    case "publish":
      comms.note(incoming.type, incoming.content);
      publisher.publish(incoming.type, incoming.content, incoming);
      return;
    case "stream":
      publisher.stream(incoming.name, incoming.text, incoming.parent);
      return;
    case "input":
      ask(incoming);
      return;
    case "interrupted":
      interrupter.answered();
      return;
    case "flush":
      flush();
      return;
  }
});

void receive(sockets.shell, (envelope) => dispatch(envelope, sockets.shell, services));
void receive(sockets.control, (envelope) => dispatch(envelope, sockets.control, services));
void receive(sockets.stdin, ({ message: { content } }) => prompt.reply(content));
void heartbeat();
void subscriptions();
watchSignal(() => void interrupt());
watchParent(() => process.kill(process.pid, "SIGKILL"));
post({ kind: "ready" });
