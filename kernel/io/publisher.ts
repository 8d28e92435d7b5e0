import type { JsonObject } from "../../contract/index.js";
import { encode } from "../wire/frames.js";
import { type Header, message, type PublishType } from "../wire/message.js";
import type { Signer } from "../wire/signature.js";
import type { StreamName } from "./bridge.js";
import type { FrameSocket } from "./sockets.js";

/** How long text waits for more of the same stream, in milliseconds. */
const BATCH_MS = 15;
/** Characters after which text is sent without waiting. */
const BATCH_CHARACTERS = 1 << 18;

/** Publishes on iopub in the order of calls; stream text is gathered into few messages. */
export interface Publisher {
  publish(
    type: PublishType,
    content: JsonObject,
    more?: { parent?: Header; metadata?: JsonObject; buffers?: readonly Uint8Array[] },
  ): void;
  stream(name: StreamName, text: string, parent: Header | undefined): void;
  /** Sends text that waits. */
  flush(): void;
  /**
   * Answers a subscription with iopub_welcome (JEP 65), so that a client knows when nothing is lost any more. Behind the
   * first one comes the status `starting`, unless the kernel has gone on already: sent by itself, it would overtake the
   * welcome of a client that subscribes meanwhile.
   */
  welcome(topic: Uint8Array): void;
}

interface Batch {
  readonly name: StreamName;
  readonly parent: Header | undefined;
  readonly texts: string[];
  length: number;
}

/** A publisher on a socket. */
export function publisher(socket: FrameSocket, signer: Signer, session: string): Publisher {
  let batch: Batch | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isFresh = true;

  const send: Publisher["publish"] = (type, content, more = {}) => {
    isFresh = false;
    const identities = [Buffer.from(`kernel.${session}.${type}`)];
    socket.send(encode({ identities, message: message(session, type, content, more) }, signer));
  };
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (batch === undefined) return;
    const { name, texts, parent } = batch;
    batch = undefined;
    send("stream", { name, text: texts.join("") }, parent && { parent });
  };
  return {
    flush,
    publish(type, content, more) {
      flush();
      send(type, content, more);
    },
    stream(name, text, parent) {
      if (batch && (batch.name !== name || batch.parent?.msg_id !== parent?.msg_id)) flush();
      batch ??= { name, parent, texts: [], length: 0 };
      batch.texts.push(text);
      batch.length += text.length;
      if (batch.length >= BATCH_CHARACTERS) flush();
      else timer ??= setTimeout(flush, BATCH_MS);
    },
    welcome(topic) {
      const content = { subscription: Buffer.from(topic).toString("utf8") };
      socket.send(encode({ identities: [topic], message: message(session, "iopub_welcome", content) }, signer));
      if (isFresh) send("status", { execution_state: "starting" });
    },
  };
}
