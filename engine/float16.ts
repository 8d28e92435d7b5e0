/**
 * IEEE half precision ↔ single precision; Node 20 has no Float16Array.
 * @module
 */

const word = new Uint32Array(1);
const single = new Float32Array(word.buffer);

/** Widens halves (bit patterns) to floats; exact. */
export function widenFloat16(halves: Uint16Array, floats: Float32Array): void {
  for (let i = 0; i < halves.length; i++) floats[i] = fromHalf(halves[i]!);
}

/** Rounds floats to halves (bit patterns), to nearest, ties to even, as NumPy's astype does. */
export function narrowFloat16(floats: ArrayLike<number>, halves: Uint16Array): void {
  for (let i = 0; i < floats.length; i++) halves[i] = toHalf(floats[i]!);
}

function fromHalf(half: number): number {
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  const size =
    exponent === 0
      ? fraction * 2 ** -24
      : exponent === 31
        ? fraction === 0
          ? Number.POSITIVE_INFINITY
          : Number.NaN
        : (1 + fraction / 1024) * 2 ** (exponent - 15);
  return half & 0x8000 ? -size : size;
}

function toHalf(x: number): number {
  single[0] = x;
  const sign = (word[0]! >>> 16) & 0x8000;
  const size = Math.abs(x);
  if (Number.isNaN(x)) return sign | 0x7e00;
  if (size >= 65520) return sign | 0x7c00;
  if (size < 2 ** -14) return sign | roundEven(size * 2 ** 24);
  const exponent = Math.floor(Math.log2(size));
  const e = size < 2 ** exponent ? exponent - 1 : size >= 2 ** (exponent + 1) ? exponent + 1 : exponent;
  return sign | (((e + 15) << 10) + roundEven((size * 2 ** -e - 1) * 1024));
}

function roundEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
