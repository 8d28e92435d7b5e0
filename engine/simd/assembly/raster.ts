/** Counting points in the cells of a raster; `engine/decimate/raster.ts` describes it. */

/** Adds to `rows × columns` uint32 counts; pairs outside the ranges, and NaN, are left out. */
export function rasterCounts(
  xs: usize, ys: usize, n: i32,
  xLow: f64, xHigh: f64, xScale: f64, columns: i32,
  yLow: f64, yHigh: f64, yScale: f64, rows: i32,
  counts: usize,
): void {
  const x0 = f64x2.splat(xLow), x1 = f64x2.splat(xHigh), xs2 = f64x2.splat(xScale);
  const y0 = f64x2.splat(yLow), y1 = f64x2.splat(yHigh), ys2 = f64x2.splat(yScale);
  const lastColumn = i32x4.splat(columns - 1), lastRow = i32x4.splat(rows - 1), width = i32x4.splat(columns);
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const at = <usize>i << 3;
    const a = v128.load(xs + at), b = v128.load(xs + at, 16), c = v128.load(ys + at), d = v128.load(ys + at, 16);
    const first = v128.and(v128.and(f64x2.ge(a, x0), f64x2.le(a, x1)), v128.and(f64x2.ge(c, y0), f64x2.le(c, y1)));
    const second = v128.and(v128.and(f64x2.ge(b, x0), f64x2.le(b, x1)), v128.and(f64x2.ge(d, y0), f64x2.le(d, y1)));
    if (i64x2.all_true(v128.and(first, second))) {
      const ca = i32x4.trunc_sat_f64x2_s_zero(f64x2.mul(f64x2.sub(a, x0), xs2));
      const cb = i32x4.trunc_sat_f64x2_s_zero(f64x2.mul(f64x2.sub(b, x0), xs2));
      const ra = i32x4.trunc_sat_f64x2_s_zero(f64x2.mul(f64x2.sub(c, y0), ys2));
      const rb = i32x4.trunc_sat_f64x2_s_zero(f64x2.mul(f64x2.sub(d, y0), ys2));
      const column = i32x4.min_s(v128.shuffle<i32>(ca, cb, 0, 1, 4, 5), lastColumn);
      const row = i32x4.min_s(v128.shuffle<i32>(ra, rb, 0, 1, 4, 5), lastRow);
      const cell = i32x4.add(i32x4.mul(row, width), column);
      more(counts, i32x4.extract_lane(cell, 0));
      more(counts, i32x4.extract_lane(cell, 1));
      more(counts, i32x4.extract_lane(cell, 2));
      more(counts, i32x4.extract_lane(cell, 3));
      continue;
    }
    for (let k = 0; k < 4; k++) one(xs + at + (k << 3), ys + at + (k << 3), xLow, xHigh, xScale, columns, yLow, yHigh, yScale, rows, counts);
  }
  for (; i < n; i++) {
    const at = <usize>i << 3;
    one(xs + at, ys + at, xLow, xHigh, xScale, columns, yLow, yHigh, yScale, rows, counts);
  }
}

// @ts-ignore: decorator
@inline
function more(counts: usize, cell: i32): void {
  const at = counts + (<usize>cell << 2);
  store<u32>(at, load<u32>(at) + 1);
}

function one(
  xAt: usize, yAt: usize,
  xLow: f64, xHigh: f64, xScale: f64, columns: i32,
  yLow: f64, yHigh: f64, yScale: f64, rows: i32,
  counts: usize,
): void {
  const x = load<f64>(xAt), y = load<f64>(yAt);
  if (!(x >= xLow && x <= xHigh && y >= yLow && y <= yHigh)) return;
  more(counts, min(rows - 1, <i32>((y - yLow) * yScale)) * columns + min(columns - 1, <i32>((x - xLow) * xScale)));
}
