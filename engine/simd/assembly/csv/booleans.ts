/** The truth that `readBoolean` has read. */
export let truth: u8 = 0;

/** Whether `start..end` is true or false as they are usually written, whatever the case; which is in `truth`. */
// @ts-ignore: decorator
@inline
export function readBoolean(start: usize, end: usize): bool {
  const size = end - start;
  if (size == 4 && (load<u32>(start) | 0x20202020) == 0x65757274) truth = 1;
  else if (size == 5 && (load<u32>(start) | 0x20202020) == 0x736c6166 && (load<u8>(start, 4) | 32) == 101) truth = 0;
  else return false;
  return true;
}
