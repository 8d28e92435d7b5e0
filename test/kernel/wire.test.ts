import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { address, readConnection } from "../../kernel/wire/connection.js";
import { BadFrames, decode, encode } from "../../kernel/wire/frames.js";
import { message, replyType } from "../../kernel/wire/message.js";
import { signer } from "../../kernel/wire/signature.js";
import { python, run } from "../support/run.js";

const key = "a-secret-key";
const replaced = (frames: readonly Uint8Array[], at: number, frame: Uint8Array): Uint8Array[] =>
  frames.map((old, index) => (index === at ? frame : old));

test("what is encoded is decoded, buffers and identities included", () => {
  const original = message(
    "session",
    "comm_msg",
    { data: { text: "größer 😀" } },
    { buffers: [new Uint8Array([1, 2])] },
  );
  const frames = encode({ identities: [Buffer.from("who")], message: original }, signer(key));
  const { identities, message: read } = decode(frames, signer(key));
  assert.deepEqual(identities.map(String), ["who"]);
  assert.deepEqual(read, { ...original, buffers: read.buffers });
  assert.deepEqual([...read.buffers[0]], [1, 2]);
});

test("a frame list that is no message is named", () => {
  const good = encode({ identities: [], message: message("s", "status", {}) }, signer(key));
  const cases: [Uint8Array[], RegExp][] = [
    [[], /no <IDS\|MSG> delimiter in 0 frames/],
    [good.slice(0, 3), /2 frames after the delimiter, expected at least 5/],
    [replaced(good, 1, Buffer.from("0".repeat(64))), /signature does not match/],
    [replaced(good, 5, Buffer.from('{"changed":1}')), /signature does not match/],
  ];
  for (const [frames, expected] of cases) assert.throws(() => decode(frames, signer(key)), expected);
  const unsigned = signer("");
  const bare = encode({ identities: [], message: message("s", "status", {}) }, unsigned);
  assert.throws(() => decode(replaced(bare, 5, Buffer.from("{")), unsigned), /content is not JSON/);
  assert.throws(() => decode(replaced(bare, 2, Buffer.from("{}")), unsigned), BadFrames);
});

test("signatures are those of jupyter_client", () => {
  const script = `
import sys
from jupyter_client.session import Session
session = Session(key=sys.argv[1].encode())
print(session.sign([b"{}", b"[1]", "ü".encode(), b""]).decode())`;
  const judge = run(python, ["-c", script, key]);
  assert.equal(judge.status, 0, judge.stderr);
  const ours = signer(key).sign(["{}", "[1]", "ü", ""].map((text) => Buffer.from(text)));
  assert.equal(ours, judge.stdout.trim());
});

test("an unknown signature scheme is refused by name", () => {
  assert.throws(() => signer(key, "rsa"), /signature_scheme "rsa": expected hmac-<digest>/);
});

test("reply types", () => {
  assert.equal(replyType("execute_request"), "execute_reply");
});

test("connection files are read, and what is wrong in them is named", () => {
  const folder = mkdtempSync(join(tmpdir(), "connection-"));
  const path = join(folder, "kernel.json");
  const good = {
    transport: "tcp",
    ip: "127.0.0.1",
    shell_port: 1,
    control_port: 2,
    iopub_port: 3,
    stdin_port: 4,
    hb_port: 5,
    key,
    signature_scheme: "hmac-sha256",
  };
  const read = (content: object | string): ReturnType<typeof readConnection> => {
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
    return readConnection(path);
  };
  try {
    assert.equal(address(read(good), "iopub"), "tcp://127.0.0.1:3");
    assert.equal(address(read({ ...good, transport: "ipc", ip: "/tmp/k" }), "shell"), "ipc:///tmp/k-1");
    const curved = read({ ...good, curve_publickey: "p", curve_secretkey: "s" });
    assert.deepEqual(curved.curve, { publicKey: "p", secretKey: "s" });
    assert.throws(() => read("{"), /connection file .*kernel\.json: /);
    assert.throws(() => read("[]"), /expected a JSON object/);
    assert.throws(() => read({ ...good, hb_port: "5" }), /hb_port is "5", expected an integer/);
    assert.throws(() => read({ ...good, transport: "udp" }), /transport is "udp", expected "tcp" or "ipc"/);
    assert.throws(() => readConnection(join(folder, "none.json")), /ENOENT/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
