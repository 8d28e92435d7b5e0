/**
 * Remote calls by gRPC, for Spark Connect.
 * @module
 */
import type { ClientReadableStream, ServiceError } from "@grpc/grpc-js";
import { EngineError } from "../../engine/errors.js";

/** Messages as plain objects; 64-bit integers are text. */
export interface Message {
  readonly [field: string]: unknown;
}

/** A failed call: gRPC's status and the server's words. */
export class CallFailed extends Error {
  /** gRPC's status code: 14 when nobody answers. */
  readonly status: number;

  /** Made from gRPC's own error. */
  constructor(cause: ServiceError) {
    super(cause.details || cause.message, { cause });
    this.name = "CallFailed";
    this.status = cause.code;
  }
}

/** A connection to one service. */
export interface Service {
  /** A call with one answer. @throws CallFailed */
  call(method: string, request: Message): Promise<Message>;
  /** A call answered by a stream. @throws CallFailed; the signal's reason when aborted */
  stream(method: string, request: Message, signal?: AbortSignal): AsyncIterable<Message>;
  /** A call whose request is a stream. @throws CallFailed */
  send(method: string, requests: readonly Message[]): Promise<Message>;
  close(): void;
}

/** Where and how to connect. */
export interface ServiceOptions {
  /** `host:port`. */
  readonly target: string;
  readonly tls: boolean;
  /** Sent as a bearer token. */
  readonly token?: string | undefined;
  /** The service's full name, `spark.connect.SparkConnectService`. */
  readonly name: string;
  /** protobuf's JSON description of the messages and the service. */
  readonly description: object;
}

/** Bytes of one message at most; Spark's batches are 4 MB unless it is told otherwise. */
const MESSAGE_BYTES = 128 << 20;

type Method = (...args: readonly unknown[]) => unknown;

/**
 * Connects; nothing is sent yet.
 * @throws Unavailable when the packages are not installed
 */
export async function connectService(options: ServiceOptions): Promise<Service> {
  const [grpc, loader] = await packages();
  const definition = loader.fromJSON(options.description as Parameters<typeof loader.fromJSON>[0], {
    longs: String,
    enums: String,
    defaults: false,
    keepCase: true,
  });
  const made = options.name
    .split(".")
    .reduce<unknown>(
      (room, part) => (room as { readonly [name: string]: unknown })[part],
      grpc.loadPackageDefinition(definition),
    );
  const Client = made as new (
    target: string,
    credentials: object,
    channel: object,
  ) => { readonly [method: string]: Method } & { close(): void };
  const credentials = options.tls ? grpc.credentials.createSsl() : grpc.credentials.createInsecure();
  const client = new Client(options.target, credentials, {
    "grpc.max_receive_message_length": MESSAGE_BYTES,
    "grpc.max_send_message_length": MESSAGE_BYTES,
  });
  const metadata = new grpc.Metadata();
  if (options.token !== undefined) metadata.set("authorization", `Bearer ${options.token}`);

  return {
    call: (method, request) =>
      new Promise((resolve, reject) => {
        client[method]!(request, metadata, (error: ServiceError | null, answer: Message) =>
          error ? reject(new CallFailed(error)) : resolve(answer),
        );
      }),
    async *stream(method, request, signal) {
      signal?.throwIfAborted();
      const stream = client[method]!(request, metadata) as ClientReadableStream<Message>;
      const cancel = (): void => stream.cancel();
      signal?.addEventListener("abort", cancel, { once: true });
      try {
        for await (const message of stream as AsyncIterable<Message>) yield message;
      } catch (cause) {
        if (signal?.aborted) throw signal.reason;
        throw new CallFailed(cause as ServiceError);
      } finally {
        signal?.removeEventListener("abort", cancel);
      }
    },
    send: (method, requests) =>
      new Promise((resolve, reject) => {
        const stream = client[method]!(metadata, (error: ServiceError | null, answer: Message) =>
          error ? reject(new CallFailed(error)) : resolve(answer),
        ) as { write(message: Message): void; end(): void };
        for (const request of requests) stream.write(request);
        stream.end();
      }),
    close: () => client.close(),
  };
}

async function packages(): Promise<[typeof import("@grpc/grpc-js"), typeof import("@grpc/proto-loader")]> {
  try {
    return [await import("@grpc/grpc-js"), await import("@grpc/proto-loader")];
  } catch (cause) {
    throw new EngineError(
      "Unavailable",
      "Spark needs the packages @grpc/grpc-js and @grpc/proto-loader: %npm install @grpc/grpc-js @grpc/proto-loader",
      cause,
    );
  }
}
