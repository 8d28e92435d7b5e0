import assert from "node:assert/strict";
import { test } from "node:test";
import { constants, deflateSync, inflateSync } from "node:zlib";
import { CODEC_BYTES, SLACK, wasmDecoders } from "../../../engine/hdf5/decode/decoders.js";
import { loadZstdCompress } from "../../../engine/native/zstd-compress.js";
import { createMemory } from "../../../engine/simd/memory.js";
import { loadZstdJudge } from "../../support/zstd.js";

/** Inputs of each codec to try. */
const INPUTS = 400;

const TABLES = 65_536;
const TO = TABLES + CODEC_BYTES;
const FROM = TO + 8 * 65_536;
const memory = createMemory(32, 32);
const decoders = wasmDecoders(memory);
const all = new Uint8Array(memory.buffer);

type Random = (below: number) => number;

/** A generator of random numbers below `below` (xorshift). */
function randomOf(seed: number): Random {
  let state = seed * 2654435761 + 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** Bytes as they come: noise, few values, runs and repeats, text, a bell curve. */
function bytesOf(random: Random): Uint8Array {
  const n = random(6) === 0 ? random(400_000) : random(3) === 0 ? random(60) : random(6000);
  const bytes = new Uint8Array(n);
  const kind = random(5);
  const words = "the mean of each town, of each month, of each year ";
  for (let i = 0; i < n; ) {
    if (kind === 0) bytes[i++] = random(256);
    else if (kind === 1) bytes[i++] = random(4) * random(4);
    else if (kind === 2) {
      const run = 1 + random(300);
      bytes.fill(random(256), i, i + run);
      i += run;
      const distance = 1 + random(Math.max(1, Math.min(i, 30_000)));
      for (let k = random(200); k > 0 && i < n; k--, i++) bytes[i] = bytes[i - distance]!;
    } else if (kind === 3) bytes[i] = random(20) > 0 ? words.charCodeAt(i++ % words.length) : random(128) + 0 * i++;
    else {
      for (let k = 0; k < 6; k++) bytes[i]! += random(40);
      i++;
    }
  }
  return bytes;
}

interface Codec {
  readonly compress: (bytes: Uint8Array, random: Random) => Uint8Array;
  readonly decode: (from: number, n: number, to: number, room: number, tables: number) => number;
  /** What another decoder makes of it; undefined for an error. */
  readonly judge: (bytes: Uint8Array, length: number) => Uint8Array | undefined;
}

async function codecOf(name: "inflate" | "zstd"): Promise<Codec> {
  if (name === "inflate") {
    const { Z_DEFAULT_STRATEGY, Z_FILTERED, Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE } = constants;
    const strategies = [Z_DEFAULT_STRATEGY, Z_FILTERED, Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE];
    return {
      compress: (bytes, random) =>
        deflateSync(bytes, {
          level: random(10),
          strategy: strategies[random(5)]!,
          windowBits: 9 + random(7),
          memLevel: 1 + random(9),
        }),
      decode: decoders.inflate,
      judge(bytes, length) {
        try {
          return inflateSync(bytes, { maxOutputLength: Math.max(1, length) });
        } catch {
          return undefined;
        }
      },
    };
  }
  const compress = await loadZstdCompress();
  const judge = await loadZstdJudge();
  return { compress: (bytes, random) => compress(bytes, 1 + random(22)), decode: decoders.zstd, judge };
}

/** Decodes among rubbish; nothing may be written behind the room and its slack. */
function decodeInto({ decode }: Codec, packed: Uint8Array, room: number, random: Random): number {
  all.fill(random(256), TABLES, TO);
  all.fill(170, TO, TO + room + 2 * SLACK);
  const from = FROM + random(16);
  all.fill(random(256), from, from + packed.length + SLACK);
  all.set(packed, from);
  const n = decode(from, packed.length, TO, room, TABLES);
  assert.ok(all.subarray(TO + room + SLACK, TO + room + 2 * SLACK).every((byte) => byte === 170));
  return n;
}

for (const name of ["inflate", "zstd"] as const) {
  test(`${name}: what any level and strategy compresses is decoded, and refused where there is too little room`, async () => {
    const codec = await codecOf(name);
    for (let seed = 1; seed <= INPUTS; seed++) {
      const random = randomOf(seed);
      const bytes = bytesOf(random);
      const packed = codec.compress(bytes, random);
      assert.equal(decodeInto(codec, packed, bytes.length, random), bytes.length, `seed ${seed}`);
      assert.ok(Buffer.from(all.buffer, TO, bytes.length).equals(bytes), `seed ${seed}: the same bytes`);
      if (bytes.length > 0) assert.equal(decodeInto(codec, packed, bytes.length - 1, random), -1);
    }
  });

  test(`${name}: of damaged data only what the judge accepts, too, is accepted, as the same bytes`, async () => {
    const codec = await codecOf(name);
    const found = { refused: 0, accepted: 0 };
    for (let seed = 1; seed <= INPUTS; seed++) {
      const random = randomOf(seed);
      const bytes = bytesOf(random);
      const packed = codec.compress(bytes, random);
      for (let k = 0; k < 5; k++) {
        const cut = random(3) === 0 ? random(packed.length) : packed.length;
        const damaged = packed.slice(0, cut);
        for (let flips = cut < packed.length ? 0 : 1 + random(3); flips > 0; flips--)
          // heads and tables are short: half of the damage goes there
          damaged[random(Math.min(damaged.length, random(2) === 0 ? 60 : damaged.length))]! ^= 1 << random(8);
        if (decodeInto(codec, damaged, bytes.length, random) !== bytes.length) {
          found.refused++;
          continue;
        }
        const judged = codec.judge(damaged, bytes.length);
        assert.ok(judged !== undefined && Buffer.from(all.buffer, TO, bytes.length).equals(judged), `seed ${seed}`);
        found.accepted++;
      }
    }
    assert.ok(found.refused > INPUTS, `${found.refused} are refused`);
    if (name === "zstd") assert.ok(found.accepted > INPUTS / 10, `without a checksum ${found.accepted} pass`);
  });
}

/** Written by `zstd --check -19` 1.5.4. */
const WITH_CHECKSUM =
  "28b52ffd04684d0100f877656174686572202c20313930313a2031322e3520646567726565733b320a030040c49b2cdb5d2ebb130434";

test("zstd: checksums are verified, frames follow each other, skippable ones are passed over", async () => {
  const codec = await codecOf("zstd");
  const random = randomOf(7);
  const frame = Buffer.from(WITH_CHECKSUM, "hex");
  const text = "weather weather weather, 1901: 12.5 degrees; 1902: 12.5 degrees\n";
  assert.equal(decodeInto(codec, frame, text.length, random), text.length);
  assert.equal(Buffer.from(all.buffer, TO, text.length).toString(), text);
  for (let at = 1; at <= 4; at++) {
    const damaged = Buffer.from(frame);
    damaged[damaged.length - at]! ^= 1;
    assert.equal(decodeInto(codec, damaged, text.length, random), -1);
  }
  const skipped = Buffer.from("532a4d180300000061626300", "hex").subarray(0, 11);
  const several = Buffer.concat([skipped, frame, skipped, frame]);
  assert.equal(decodeInto(codec, several, 2 * text.length, random), 2 * text.length);
  assert.equal(Buffer.from(all.buffer, TO, 2 * text.length).toString(), text + text);
  assert.equal(decodeInto(codec, several.subarray(0, 10), 0, random), -1);
});

test("zstd: a frame that needs a dictionary is refused", async () => {
  const codec = await codecOf("zstd");
  // a dictionary's number of one byte, content size 3, the last block raw
  const frame = (id: number): Buffer => Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x21, id, 3, 0x19, 0, 0, 97, 98, 99]);
  assert.equal(decodeInto(codec, frame(0), 3, randomOf(1)), 3);
  assert.equal(decodeInto(codec, frame(9), 3, randomOf(1)), -1);
});

test("inflate: windows above 32 KiB, dictionaries and other methods are refused, what follows the data is not read", async () => {
  const codec = await codecOf("inflate");
  const random = randomOf(3);
  const bytes = Buffer.from("temperatures of towns, of towns");
  const packed = deflateSync(bytes);
  assert.equal(decodeInto(codec, Buffer.concat([packed, Buffer.from("more")]), bytes.length, random), bytes.length);
  const dictionary = deflateSync(bytes, { dictionary: Buffer.from("towns") });
  assert.equal(decodeInto(codec, dictionary, bytes.length, random), -1);
  for (const head of [0x881c, 0x7918]) {
    assert.equal(head % 31, 0, "a head with a right check");
    const other = Buffer.from(packed);
    other.writeUInt16BE(head);
    assert.equal(decodeInto(codec, other, bytes.length, random), -1);
  }
});
