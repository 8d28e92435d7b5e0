import * as zmq from "zeromq";
import { address, type Channel, type Connection } from "../wire/connection.js";

/** A bound socket. */
export interface FrameSocket {
  /** Queues a message; never throws, and keeps the order of calls. */
  send(frames: readonly Uint8Array[]): void;
  /** Messages as they come, until the socket is closed. */
  readonly messages: AsyncIterable<Uint8Array[]>;
  /** Resolves when everything queued was handed to ZeroMQ. */
  flushed(): Promise<void>;
  close(): void;
}

/** How long a closing socket keeps trying to deliver, in milliseconds. */
const LINGER_MS = 1000;

/**
 * Binds the sockets of a connection. No queue drops messages: high-water marks are off.
 *
 * @param onError  told of a send that failed
 * @throws Error naming the address that cannot be bound
 */
export async function bind(
  connection: Connection,
  onError: (error: Error) => void,
): Promise<{ readonly [channel in Channel]: FrameSocket }> {
  // Handover: a client that comes back under its old identity is the same client.
  const router = { linger: LINGER_MS, sendHighWaterMark: 0, receiveHighWaterMark: 0, handover: true };
  const sockets = {
    shell: new zmq.Router(router),
    control: new zmq.Router(router),
    stdin: new zmq.Router(router),
    hb: new zmq.Router(router),
    // allSubs: every subscription is reported, also the second client's equal one, so that each gets its welcome.
    iopub: new zmq.XPublisher({ linger: LINGER_MS, sendHighWaterMark: 0, verbosity: "allSubs" }),
  };
  for (const [channel, socket] of Object.entries(sockets) as [Channel, zmq.Router | zmq.XPublisher][]) {
    if (connection.curve) {
      socket.curveServer = true;
      socket.curvePublicKey = connection.curve.publicKey;
      socket.curveSecretKey = connection.curve.secretKey;
    }
    const where = address(connection, channel);
    await socket.bind(where).catch((cause: Error) => {
      throw new Error(`cannot bind ${channel} to ${where}: ${cause.message}`, { cause });
    });
  }
  return {
    shell: serialised(sockets.shell, onError),
    control: serialised(sockets.control, onError),
    stdin: serialised(sockets.stdin, onError),
    hb: serialised(sockets.hb, onError),
    iopub: serialised(sockets.iopub, onError),
  };
}

/** zeromq.js refuses a second `send` while one is pending (EBUSY), so sends wait in line here. */
function serialised(socket: zmq.Router | zmq.XPublisher, onError: (error: Error) => void): FrameSocket {
  const waiting: (readonly Uint8Array[])[] = [];
  let draining: Promise<void> | undefined;
  const drain = async (): Promise<void> => {
    for (let frames = waiting.shift(); frames !== undefined; frames = waiting.shift()) {
      await socket.send(frames as Uint8Array[]).catch(onError);
    }
    draining = undefined;
  };
  return {
    messages: socket as AsyncIterable<Uint8Array[]>,
    send(frames) {
      waiting.push(frames);
      draining ??= drain();
    },
    flushed: () => draining ?? Promise.resolve(),
    close: () => socket.close(),
  };
}
