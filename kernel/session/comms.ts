import type { Comm, CommMessage, Comms, Json, JsonObject } from "../../contract/index.js";
import type { Request } from "../io/bridge.js";
import { type Header, isObject, newSessionId } from "../wire/message.js";
import type { Execution } from "./execution.js";
import type { Link } from "./link.js";

/** The kernel's comms, and the messages of front ends for them. */
export interface CommDesk extends Comms {
  /** Takes a comm message of a front end in; rejects with what a handler throws. */
  receive(request: Request): Promise<void>;
  /** The cell that opened the comm of a message, or accepts comms of its target. */
  owner(request: Request): Header | undefined;
  /** A handler threw or was interrupted: a comm that it was to open is closed. */
  failed(request: Request): void;
}

type Opener = (comm: Comm, opening: CommMessage) => void | Promise<void>;

interface Open {
  readonly comm: Comm;
  readonly owner: Header | undefined;
  message: (message: CommMessage) => void | Promise<void>;
  closed: (message: CommMessage) => void;
}

/**
 * A desk without comms.
 *
 * @param current  the message or cell whose code runs
 */
export function createComms(link: Link, current: () => Execution | undefined): CommDesk {
  const open = new Map<string, Open>();
  const targets = new Map<string, { readonly handler: Opener; readonly owner: Header | undefined }>();

  const publish = (
    type: "comm_open" | "comm_msg" | "comm_close",
    content: JsonObject,
    buffers: readonly ArrayBufferView[] = [],
    metadata: JsonObject = {},
  ): void => {
    const header = current()?.header;
    link.post({
      kind: "publish",
      type,
      content,
      metadata,
      buffers: buffers.map(bytesOf),
      ...(header && { parent: header }),
    });
  };
  const create = (id: string, target: string, owner: Header | undefined): Open => {
    const entry: Open = {
      owner,
      message() {},
      closed() {},
      comm: {
        id,
        target,
        send(data, buffers) {
          if (!open.has(id)) throw new Error(`comm ${id} of ${target} is closed`);
          publish("comm_msg", { comm_id: id, data }, buffers);
        },
        close(data = {}) {
          if (open.delete(id)) publish("comm_close", { comm_id: id, data });
        },
        onMessage(handler) {
          entry.message = handler;
        },
        onClose(handler) {
          entry.closed = handler;
        },
      },
    };
    open.set(id, entry);
    return entry;
  };
  const receiveOpen = async (id: string, target: string, opening: CommMessage): Promise<void> => {
    const accepting = targets.get(target);
    const { comm } = create(id, target, accepting?.owner);
    if (!accepting) return comm.close({});
    await accepting.handler(comm, opening);
  };
  return {
    open(target, data = {}, { buffers, metadata } = {}) {
      const { comm } = create(newSessionId(), target, current()?.cell);
      publish("comm_open", { comm_id: comm.id, target_name: target, data }, buffers, metadata);
      return comm;
    },
    accept: (target, handler) => void targets.set(target, { handler, owner: current()?.cell }),
    async receive({ type, content, buffers, metadata }) {
      const id = String(content["comm_id"]);
      const message: CommMessage = { data: dataOf(content), buffers, metadata };
      if (type === "comm_open") return receiveOpen(id, String(content["target_name"]), message);
      const entry = open.get(id);
      if (type === "comm_msg") return entry?.message(message);
      open.delete(id);
      entry?.closed(message);
    },
    owner({ type, content }) {
      if (type === "comm_open") return targets.get(String(content["target_name"]))?.owner;
      return open.get(String(content["comm_id"]))?.owner;
    },
    failed({ type, content }) {
      if (type === "comm_open") open.get(String(content["comm_id"]))?.comm.close({});
    },
  };
}

const dataOf = ({ data }: JsonObject): Json => (isObject(data) ? data : {});

/** A copy, because the bytes go to another thread and the sender may go on writing. */
const bytesOf = (view: ArrayBufferView): Uint8Array =>
  new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice();
