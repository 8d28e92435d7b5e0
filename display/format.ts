/**
 * Seconds as IPython prints them: three significant digits with ns, µs, ms or s, from a minute on in whole parts
 * (`IPython/core/magics/execution.py`, `_format_time`).
 */
export function formatDuration(seconds: number): string {
  if (seconds >= 60) {
    const parts: string[] = [];
    let left = seconds;
    for (const [unit, length] of [
      ["d", 86_400],
      ["h", 3600],
      ["min", 60],
      ["s", 1],
    ] as const) {
      const whole = Math.trunc(left / length);
      if (whole > 0) {
        left %= length;
        parts.push(`${whole}${unit}`);
      }
      if (left < 1) break;
    }
    return parts.join(" ");
  }
  const order = seconds > 0 ? Math.min(-Math.floor(Math.floor(Math.log10(seconds)) / 3), 3) : 3;
  const scale = [1, 1e3, 1e6, 1e9][Math.max(0, order)];
  return `${significant(seconds * scale, 3)} ${["s", "ms", "µs", "ns"][Math.max(0, order)]}`;
}

/** A number as C's `%.<digits>g` prints it. */
export function significant(value: number, digits: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  const power = Number(exponent);
  const strip = (text: string): string => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
  if (power >= -4 && power < digits) return strip(value.toFixed(Math.max(0, digits - 1 - power)));
  const size = String(Math.abs(power)).padStart(2, "0");
  return `${strip(mantissa)}e${power < 0 ? "-" : "+"}${size}`;
}

/** Bytes in binary units, three significant digits: `1.5 GiB`. Negative numbers keep their sign. */
export function formatBytes(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
  let value = bytes;
  let unit = 0;
  while (Math.abs(value) >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = unit === 0 ? 0 : Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return `${value.toFixed(digits)} ${units[unit]}`;
}
