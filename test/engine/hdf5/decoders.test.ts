import assert from "node:assert/strict";
import { test } from "node:test";
import { SLACK, wasmDecoders } from "../../../engine/hdf5/decode/decoders.js";
import { createMemory } from "../../../engine/simd/memory.js";
import { type PlainDecoders, plainDecoders } from "../../support/hdf5-decoders.js";

const memories = [createMemory(8, 8), createMemory(8, 8)] as const;
const wasm = wasmDecoders(memories[0]);
const plain = plainDecoders(memories[1]);

/** A generator of random numbers below `below` (xorshift). */
function randomOf(seed: number): (below: number) => number {
  let state = seed * 2654435761 + 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** Both memories with the same random bytes. */
function shake(random: (below: number) => number, length: number): void {
  const bytes = Uint8Array.from({ length }, () => (random(3) === 0 ? random(256) : random(4)));
  for (const { buffer } of memories) {
    new Uint8Array(buffer).fill(0);
    new Uint8Array(buffer).set(bytes);
  }
}

/** Runs a call on both, and compares results and memory but for the slack behind what is written. */
function both(call: (decoders: PlainDecoders) => unknown, to: number, written: number, slack = SLACK): void {
  const results = [call(wasm), call(plain)];
  assert.deepEqual(results[0], results[1]);
  const [a, b] = memories.map(({ buffer }) => Buffer.from(buffer));
  assert.ok(a!.subarray(0, to + written).equals(b!.subarray(0, to + written)), "the same bytes");
  assert.ok(a!.subarray(to + written + slack).equals(b!.subarray(to + written + slack)), "nothing behind");
}

/** A valid LZ4 block by random sequences, and how many bytes it gives. */
function lz4Block(random: (below: number) => number): { block: number[]; length: number } {
  const block: number[] = [];
  let length = 0;
  const long = (n: number): void => {
    for (let left = n - 15; left >= 0; left -= 255) block.push(Math.min(left, 255));
  };
  for (let sequences = random(12); sequences >= 0; sequences--) {
    const literals = Math.max(length === 0 ? 1 : 0, random(4) === 0 ? random(700) : random(9));
    const match = random(3) === 0 ? random(600) : random(20);
    const last = sequences === 0;
    block.push((Math.min(literals, 15) << 4) | (last ? 0 : Math.min(match, 15)));
    if (literals >= 15) long(literals);
    for (let i = 0; i < literals; i++) block.push(random(256));
    length += literals;
    if (last) break;
    const distance = 1 + random(Math.min(length, random(2) === 0 ? 20 : 65_535));
    block.push(distance & 255, distance >> 8);
    if (match >= 15) long(match);
    length += match + 4;
  }
  return { block, length };
}

/** The same for BloscLZ. */
function blosclzBlock(random: (below: number) => number): { block: number[]; length: number } {
  const block: number[] = [];
  let length = 0;
  for (let steps = 1 + random(14); steps > 0; steps--) {
    if (length === 0 || random(2) === 0) {
      const literals = 1 + random(32);
      block.push(literals - 1, ...Array.from({ length: literals }, () => random(256)));
      length += literals;
      continue;
    }
    const match = 3 + (random(3) === 0 ? random(900) : random(8));
    const distance = 1 + random(Math.min(length, random(3) === 0 ? 12_000 : 30));
    const far = distance >= 8192;
    block.push((Math.min(match - 2, 7) << 5) | (far ? 31 : (distance - 1) >> 8));
    if (match >= 9) {
      let left = match - 9;
      for (; left >= 255; left -= 255) block.push(255);
      block.push(left);
    }
    if (far) block.push(255, (distance - 8192) >> 8, (distance - 8192) & 255);
    else block.push((distance - 1) & 255);
    length += match;
  }
  return { block, length };
}

for (const [name, make] of [
  ["lz4", lz4Block],
  ["blosclz", blosclzBlock],
] as const) {
  test(`${name}: whole blocks, cut ones, too little room and damage are decoded as the plain decoder does`, () => {
    for (let seed = 1; seed <= 500; seed++) {
      const random = randomOf(seed);
      shake(random, 65_536);
      const { block, length } = make(random);
      const to = 131_072;
      const place = (bytes: readonly number[]): void => {
        for (const { buffer } of memories) {
          new Uint8Array(buffer).set(bytes);
          new Uint8Array(buffer, to).fill(0);
        }
      };
      place(block);
      both((decoders) => decoders[name](0, block.length, to, length), to, 0, length + SLACK);
      assert.equal(wasm[name](0, block.length, to, length), length);
      both((decoders) => decoders[name](0, block.length, to, length), to, length);
      place(block);
      const cut = random(block.length);
      both((decoders) => decoders[name](0, cut, to, length), to, 0, length + SLACK);
      both((decoders) => decoders[name](0, block.length, to, Math.max(0, length - 1)), to, 0, length + SLACK);
      const damaged = [...block];
      for (let k = 0; k < 3; k++) damaged[random(damaged.length)] = random(256);
      place(damaged);
      both((decoders) => decoders[name](0, damaged.length, to, length), to, 0, length + SLACK);
    }
  });
}

test("elements are put together from planes, of any width, number and distance", () => {
  for (let seed = 1; seed <= 400; seed++) {
    const random = randomOf(seed);
    shake(random, 40_000);
    const width = ([1, 2, 4, 8] as const)[random(4)]!;
    const [count, stride] = [random(200), width + (random(2) === 0 ? 0 : random(20))];
    const step = count + random(50);
    const from = random(30);
    both((decoders) => decoders.planes(width, from, step, count, 20_000, stride), 20_000, count * stride, 0);
  }
});

test("rows are picked, un-shuffled, swapped, trimmed and summed as the plain ones", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const random = randomOf(seed);
    shake(random, 60_000);
    const [width, count] = [1 + random(19), random(150)];
    const step = random(4) === 0 ? 0 : width + random(30);
    both((decoders) => decoders.pick(5, step, width, count, 30_000, width + 3), 30_000, count * (width + 3), 0);
    const n = random(4000);
    both((decoders) => decoders.unshuffle(1, n, width, 40_000), 40_000, n, 0);
    const swapped = ([2, 4, 8] as const)[random(3)]!;
    both((decoders) => decoders.swap(swapped, 40_000, swapped * count), 40_000, swapped * count, 0);
    const padding = random(2) * 32;
    both((decoders) => decoders.fletcher32(3, n), 0, 0, 0);
    both((decoders) => decoders.seconds(48_000, count), 48_000, count * 8, 0);
    const long = random(60);
    const bytes = plain.trim(16, long, count, padding, 20_000, 12_000);
    both((decoders) => decoders.trim(16, long, count, padding, 20_000, 12_000), 20_000, bytes);
  }
});
