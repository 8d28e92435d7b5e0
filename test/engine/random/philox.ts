/** Philox4x32-10 in BigInt, written from the paper: the readable twin of the vector kernel. */
const MASK = 0xffffffffn;

/** The four words of a counter's block. */
export function philox(counter: readonly bigint[], key: readonly bigint[]): bigint[] {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    const a = c0 * 0xd2511f53n;
    const b = c2 * 0xcd9e8d57n;
    [c0, c1, c2, c3] = [(b >> 32n) ^ c1 ^ k0, b & MASK, (a >> 32n) ^ c3 ^ k1, a & MASK];
    k0 = (k0 + 0x9e3779b9n) & MASK;
    k1 = (k1 + 0xbb67ae85n) & MASK;
  }
  return [c0, c1, c2, c3];
}

/** Uniform number `index` of a seed: (k + 1/2) / 2^52 of the upper 52 of its 64 bits. */
export function uniformOf(seed: bigint, index: number): number {
  const block = BigInt(index) >> 1n;
  const words = philox([block & MASK, block >> 32n, 0n, 0n], [seed & MASK, seed >> 32n]);
  const half = (index % 2) * 2;
  const bits = (words[half + 1] << 32n) | words[half];
  return (Number(bits >> 12n) + 0.5) * 2 ** -52;
}
