/** Counting into bins. */

/**
 * `tables` are four tables of bins + 1 uint32, so that equal neighbours do not wait for each other's store; slot
 * `bins` takes what is outside. Where the estimate lies within `doubt` of an edge the edges decide, as in NumPy.
 */
export function histogram(
  from: usize, n: i32, first: f64, last: f64, scale: f64, doubt: f64, bins: i32, edges: usize, tables: usize,
): void {
  const size = <usize>(bins + 1) << 2;
  const t0 = tables, t1 = tables + size, t2 = t1 + size, t3 = t2 + size;
  const low = f64x2.splat(first), high = f64x2.splat(last), by = f64x2.splat(scale);
  const least = f64x2.splat(doubt), most = f64x2.splat(1 - doubt);
  let i = 0;
  let p = from;
  for (; i + 4 <= n; i += 4, p += 32) {
    const x = v128.load(p), y = v128.load(p, 16);
    const tx = f64x2.mul(f64x2.sub(x, low), by), ty = f64x2.mul(f64x2.sub(y, low), by);
    const wx = f64x2.sub(tx, f64x2.trunc(tx)), wy = f64x2.sub(ty, f64x2.trunc(ty));
    const sure = v128.and(
      v128.and(f64x2.gt(wx, least), f64x2.lt(wx, most)),
      v128.and(f64x2.gt(wy, least), f64x2.lt(wy, most)),
    );
    if (i64x2.all_true(sure)) {
      const inside = v128.and(
        v128.and(f64x2.ge(x, low), f64x2.le(x, high)),
        v128.and(f64x2.ge(y, low), f64x2.le(y, high)),
      );
      if (i64x2.all_true(inside)) {
        const bx = i32x4.trunc_sat_f64x2_s_zero(tx), by2 = i32x4.trunc_sat_f64x2_s_zero(ty);
        add(t0, i32x4.extract_lane(bx, 0));
        add(t1, i32x4.extract_lane(bx, 1));
        add(t2, i32x4.extract_lane(by2, 0));
        add(t3, i32x4.extract_lane(by2, 1));
        continue;
      }
    }
    add(t0, slot(load<f64>(p), first, last, scale, bins, edges));
    add(t1, slot(load<f64>(p, 8), first, last, scale, bins, edges));
    add(t2, slot(load<f64>(p, 16), first, last, scale, bins, edges));
    add(t3, slot(load<f64>(p, 24), first, last, scale, bins, edges));
  }
  for (; i < n; i++, p += 8) add(t0, slot(load<f64>(p), first, last, scale, bins, edges));
}

// @ts-ignore: decorator
@inline
function add(table: usize, bin: i32): void {
  const at = table + (<usize>bin << 2);
  store<u32>(at, load<u32>(at) + 1);
}

// @ts-ignore: decorator
@inline
function slot(x: f64, first: f64, last: f64, scale: f64, bins: i32, edges: usize): i32 {
  if (!(x >= first && x <= last)) return bins;
  const t = (x - first) * scale;
  let bin = t >= <f64>bins ? bins - 1 : t > 0 ? <i32>t : 0;
  while (bin > 0 && x < load<f64>(edges + (<usize>bin << 3))) bin--;
  while (bin < bins - 1 && x >= load<f64>(edges + (<usize>(bin + 1) << 3))) bin++;
  return bin;
}

/** Adds to four tables of 256 uint32. */
export function byteCounts(from: usize, n: i32, tables: usize): void {
  let i = 0;
  const t1 = tables + 1024, t2 = tables + 2048, t3 = tables + 3072;
  for (; i + 8 <= n; i += 8) {
    const x = load<u64>(from + i);
    add(tables, <i32>(x & 255));
    add(t1, <i32>((x >> 8) & 255));
    add(t2, <i32>((x >> 16) & 255));
    add(t3, <i32>((x >> 24) & 255));
    add(tables, <i32>((x >> 32) & 255));
    add(t1, <i32>((x >> 40) & 255));
    add(t2, <i32>((x >> 48) & 255));
    add(t3, <i32>(x >> 56));
  }
  for (; i < n; i++) add(tables, <i32>load<u8>(from + i));
}
