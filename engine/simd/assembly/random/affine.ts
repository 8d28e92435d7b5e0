/** Values at `data` become value * scale + loc. */
export function affineInPlace(data: usize, count: i32, loc: f64, scale: f64): void {
  const factor = f64x2.splat(scale);
  const shift = f64x2.splat(loc);
  const end = data + (<usize>count << 3);
  for (; data < end; data += 16) {
    v128.store(data, f64x2.add(f64x2.mul(v128.load(data), factor), shift));
  }
}
