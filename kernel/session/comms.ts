import type { Comm, CommMessage, Comms, Json, JsonObject } from "../../contract/index.js";
import type { Request } from "../io/bridge.js";
import { type Header, isObject, newSessionId } from "../wire/message.js";
import type { Link } from "./link.js";

/** The kernel's comms, and the messages of front ends for them. */
export interface CommDesk extends Comms {
  /** Takes a comm message of a front end in; rejects with what a handler throws. */
  receive(request: Request): Promise<void>;
}

interface Open {
  readonly comm: Comm;
  message: (message: CommMessage) => void | Promise<void>;
  closed: (message: CommMessage) => void;
}

/**
 * A desk without comms.
 *
 * @param parent  header of the message or cell whose code runs
 */
export function createComms(link: Link, parent: () => Header | undefined): CommDesk {
  const open = new Map<string, Open>();
  const targets = new Map<string, (comm: Comm, opening: CommMessage) => void | Promise<void>>();

  const publish = (
    type: "comm_open" | "comm_msg" | "comm_close",
    content: JsonObject,
    buffers: readonly ArrayBufferView[] = [],
    metadata: JsonObject = {},
  ): void => {
    const header = parent();
    link.post({
      kind: "publish",
      type,
      content,
      metadata,
      buffers: buffers.map(bytesOf),
      ...(header && { parent: header }),
    });
  };
  const create = (id: string, target: string): Open => {
    const entry: Open = {
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
    const { comm } = create(id, target);
    const handler = targets.get(target);
    if (!handler) return comm.close({});
    try {
      await handler(comm, opening);
    } catch (error) {
      comm.close({});
      throw error;
    }
  };
  return {
    open(target, data = {}, { buffers, metadata } = {}) {
      const { comm } = create(newSessionId(), target);
      publish("comm_open", { comm_id: comm.id, target_name: target, data }, buffers, metadata);
      return comm;
    },
    accept: (target, handler) => void targets.set(target, handler),
    async receive({ type, content, buffers, metadata }) {
      const id = String(content["comm_id"]);
      const message: CommMessage = { data: dataOf(content), buffers, metadata };
      if (type === "comm_open") return receiveOpen(id, String(content["target_name"]), message);
      const entry = open.get(id);
      if (type === "comm_msg") return entry?.message(message);
      open.delete(id);
      entry?.closed(message);
    },
  };
}

const dataOf = ({ data }: JsonObject): Json => (isObject(data) ? data : {});

/** A copy, because the bytes go to another thread and the sender may go on writing. */
const bytesOf = (view: ArrayBufferView): Uint8Array =>
  new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice();
