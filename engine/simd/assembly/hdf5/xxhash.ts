const PRIME1: u64 = 0x9e3779b185ebca87;
const PRIME2: u64 = 0xc2b2ae3d27d4eb4f;
const PRIME3: u64 = 0x165667b19e3779f9;
const PRIME4: u64 = 0x85ebca77c2b2ae63;
const PRIME5: u64 = 0x27d4eb2f165667c5;

/** XXH64 without a seed (https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md): zstd's checksum is its low half. */
export function xxh64(from: usize, n: usize): u64 {
  const stop = from + n;
  let hash = PRIME5;
  if (n >= 32) {
    let a = PRIME1 + PRIME2;
    let b = PRIME2;
    let c: u64 = 0;
    let d = <u64>0 - PRIME1;
    for (; from + 32 <= stop; from += 32) {
      a = round(a, load<u64>(from));
      b = round(b, load<u64>(from, 8));
      c = round(c, load<u64>(from, 16));
      d = round(d, load<u64>(from, 24));
    }
    hash = rotl<u64>(a, 1) + rotl<u64>(b, 7) + rotl<u64>(c, 12) + rotl<u64>(d, 18);
    hash = joined(joined(joined(joined(hash, a), b), c), d);
  }
  hash += <u64>n;
  for (; from + 8 <= stop; from += 8) hash = rotl<u64>(hash ^ round(0, load<u64>(from)), 27) * PRIME1 + PRIME4;
  if (from + 4 <= stop) {
    hash = rotl<u64>(hash ^ (<u64>load<u32>(from) * PRIME1), 23) * PRIME2 + PRIME3;
    from += 4;
  }
  for (; from < stop; from++) hash = rotl<u64>(hash ^ (<u64>load<u8>(from) * PRIME5), 11) * PRIME1;
  hash = (hash ^ (hash >> 33)) * PRIME2;
  hash = (hash ^ (hash >> 29)) * PRIME3;
  return hash ^ (hash >> 32);
}

// @ts-ignore: decorator
@inline
function round(lane: u64, value: u64): u64 {
  return rotl<u64>(lane + value * PRIME2, 31) * PRIME1;
}

// @ts-ignore: decorator
@inline
function joined(hash: u64, lane: u64): u64 {
  return (hash ^ round(0, lane)) * PRIME1 + PRIME4;
}
