/**
 * PyTables' Time64: seconds in the upper half of 64 bits, microseconds in the lower, both signed.
 * @module
 */

/** Seconds since 1970 as the 64 bits that PyTables stores. */
export function time64Bits(seconds: number): bigint {
  const whole = Math.trunc(seconds);
  const micros = Math.sign(seconds) * Math.round(Math.abs(seconds - whole) * 1e6);
  return (BigInt.asIntN(32, BigInt(whole)) << 32n) | BigInt.asUintN(32, BigInt(micros));
}
