import type { JsonObject } from "../../contract/index.js";
import { type Envelope, encode } from "../wire/frames.js";
import { message, replyType } from "../wire/message.js";
import type { Signer } from "../wire/signature.js";
import type { Publisher } from "./publisher.js";
import type { FrameSocket } from "./sockets.js";

/** Answers requests and publishes busy and idle around them. */
export interface Desk {
  /** A request is being worked on; returns its number. */
  begin(envelope: Envelope, channel: FrameSocket): number;
  /** The request's reply, then idle. Comm messages have no reply. */
  end(id: number, content?: JsonObject, metadata?: JsonObject): Envelope | undefined;
  /** begin and end in one. */
  answer(envelope: Envelope, channel: FrameSocket, content: JsonObject): void;
  /** Gives a number to a request that waits, without saying busy yet. */
  reserve(envelope: Envelope, channel: FrameSocket): number;
  /** Says busy for a request that waited. */
  busy(id: number): void;
  /** The request of a number. */
  open(id: number): Envelope | undefined;
}

/**
 * A desk.
 *
 * @param running  the execution that is under way: front ends take any idle for the end of all work, so busy is
 *                 said again for it after another request was answered
 */
export function desk(publisher: Publisher, signer: Signer, session: string, running: () => Envelope | undefined): Desk {
  const open = new Map<number, { envelope: Envelope; channel: FrameSocket }>();
  let last = 0;
  const status = (execution_state: "busy" | "idle", { message: { header } }: Envelope): void =>
    publisher.publish("status", { execution_state }, { parent: header });

  const self: Desk = {
    open: (id) => open.get(id)?.envelope,
    reserve(envelope, channel) {
      open.set(++last, { envelope, channel });
      return last;
    },
    busy(id) {
      const entry = open.get(id);
      if (entry) status("busy", entry.envelope);
    },
    begin(envelope, channel) {
      const id = self.reserve(envelope, channel);
      self.busy(id);
      return id;
    },
    end(id, content, metadata) {
      const entry = open.get(id);
      if (!entry) return undefined;
      open.delete(id);
      const { envelope, channel } = entry;
      const { header } = envelope.message;
      publisher.flush();
      if (content) {
        const reply = message(session, replyType(header.msg_type), content, {
          parent: header,
          ...(metadata && { metadata }),
        });
        channel.send(encode({ identities: envelope.identities, message: reply }, signer));
      }
      status("idle", envelope);
      const current = running();
      if (current && current !== envelope) status("busy", current);
      return envelope;
    },
    answer(envelope, channel, content) {
      self.end(self.begin(envelope, channel), content);
    },
  };
  return self;
}
