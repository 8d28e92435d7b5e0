/** Group numbers of small whole keys, from a table that holds each key's number + 1, 0 for keys not met yet. */

/** Keys that have a place in the table: 0 to this. */
const KEYS: u64 = 65536;

// @ts-ignore: decorator
@inline
function find<T>(keys: usize, n: i32, table: usize, ids: usize): i32 {
  for (let i = 0; i < n; i++) {
    const key = <u64>load<T>(keys + <usize>i * sizeof<T>());
    if (key >= KEYS) return i;
    const number = load<u32>(table + (<usize>key << 2));
    if (number == 0) return i;
    store<u32>(ids + (<usize>i << 2), number - 1);
  }
  return n;
}

export function groupIdsI8(keys: usize, n: i32, table: usize, ids: usize): i32 { return find<i8>(keys, n, table, ids); }
export function groupIdsU8(keys: usize, n: i32, table: usize, ids: usize): i32 { return find<u8>(keys, n, table, ids); }
export function groupIdsI16(keys: usize, n: i32, table: usize, ids: usize): i32 { return find<i16>(keys, n, table, ids); }
export function groupIdsU16(keys: usize, n: i32, table: usize, ids: usize): i32 { return find<u16>(keys, n, table, ids); }
export function groupIdsI32(keys: usize, n: i32, table: usize, ids: usize): i32 { return find<i32>(keys, n, table, ids); }
export function groupIdsU32(keys: usize, n: i32, table: usize, ids: usize): i32 { return find<u32>(keys, n, table, ids); }
export function groupIdsI64(keys: usize, n: i32, table: usize, ids: usize): i32 { return find<i64>(keys, n, table, ids); }
export function groupIdsU64(keys: usize, n: i32, table: usize, ids: usize): i32 { return find<u64>(keys, n, table, ids); }
