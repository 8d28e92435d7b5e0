import type { JsonObject } from "../../contract/index.js";
import type { Envelope } from "../wire/frames.js";
import { isRequestType, type RequestType } from "../wire/message.js";
import type { Request } from "./bridge.js";
import type { CommTable } from "./comms.js";
import type { Desk } from "./desk.js";
import type { History } from "./history.js";
import { log } from "./log.js";
import type { ExecutionQueue, Waiting } from "./queue.js";
import type { FrameSocket } from "./sockets.js";

/** What a request needs to be answered. */
export interface Services {
  readonly desk: Desk;
  readonly queue: ExecutionQueue;
  readonly comms: CommTable;
  readonly history: History;
  readonly info: () => JsonObject;
  readonly ports: JsonObject;
  /** Sends a request to the main thread. */
  toMain(request: Request): void;
  interrupt(): void;
  shutdown(restart: boolean): void;
}

/** Takes a message of shell or control in. */
export function dispatch(envelope: Envelope, channel: FrameSocket, services: Services): void {
  const { header, content } = envelope.message;
  const { desk } = services;
  if (!isRequestType(header.msg_type)) {
    refuse(envelope, channel, desk);
    return;
  }
  switch (header.msg_type) {
    case "kernel_info_request":
      desk.answer(envelope, channel, services.info());
      return;
    case "comm_info_request":
      desk.answer(envelope, channel, services.comms.info(content["target_name"]));
      return;
    case "connect_request":
      desk.answer(envelope, channel, { status: "ok", ...services.ports });
      return;
    case "history_request":
      desk.answer(envelope, channel, services.history.answer(content));
      return;
    case "interrupt_request":
      desk.answer(envelope, channel, { status: "ok" });
      services.interrupt();
      return;
    case "shutdown_request": {
      const restart = content["restart"] === true;
      desk.answer(envelope, channel, { status: "ok", restart });
      services.shutdown(restart);
      return;
    }
    case "execute_request": {
      if (typeof content["code"] !== "string") {
        malformed(envelope, channel, desk, "code", "a string");
        return;
      }
      services.queue.add({ id: desk.reserve(envelope, channel), envelope });
      return;
    }
    case "comm_open":
    case "comm_close":
      services.comms.note(header.msg_type, content);
  }
  services.toMain(request(desk.begin(envelope, channel), envelope, header.msg_type, 0));
}

/** A request as the main thread gets it. */
export function request(id: number, envelope: Envelope, type: RequestType, executionCount: number): Request {
  const { header, content, metadata, buffers } = envelope.message;
  return { id, type, header, content, metadata, buffers, executionCount };
}

/** The answer to an execution that will not run because an earlier one failed. */
export function abort({ id }: Waiting, desk: Desk): void {
  desk.busy(id);
  desk.end(id, { status: "aborted" });
}

/** Message types that are no requests (a stray reply) get no answer; unknown requests get an error, so that nobody waits. */
function refuse(envelope: Envelope, channel: FrameSocket, desk: Desk): void {
  const { msg_type } = envelope.message.header;
  const evalue = `unknown message type ${JSON.stringify(msg_type)}`;
  log(evalue);
  if (msg_type.endsWith("_request")) desk.answer(envelope, channel, failure("UnknownMessageType", evalue));
}

function malformed(envelope: Envelope, channel: FrameSocket, desk: Desk, field: string, expected: string): void {
  const { header, content } = envelope.message;
  const found = JSON.stringify(content[field]) ?? "undefined";
  const evalue = `${header.msg_type}: ${field} is ${found.slice(0, 80)}, expected ${expected}`;
  desk.answer(envelope, channel, failure("MalformedRequest", evalue));
}

const failure = (ename: string, evalue: string): JsonObject => ({
  status: "error",
  ename,
  evalue,
  traceback: [`${ename}: ${evalue}`],
});
