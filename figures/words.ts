/**
 * Numbers in sentences.
 * @module
 */

/** A count with thousands separated by commas: `"288,000,000"`. */
export function grouped(count: number): string {
  return count.toLocaleString("en-US", { maximumFractionDigits: 0 });
}

/** A number with up to six significant digits. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e15) return size < 1e4 ? String(value) : grouped(value);
  return String(Number(value.toPrecision(6)));
}

/**
 * A time as Plotly writes dates: `"2024-01-31 12:00:00.5"`, without the parts that say nothing.
 * @param ms milliseconds since 1970, as if the clock that is shown were UTC
 */
export function dateText(ms: number): string {
  if (!(Math.abs(ms) <= 8.64e15)) return String(ms);
  const whole = Math.floor(ms);
  const [date = "", clock = ""] = new Date(whole).toISOString().slice(0, -1).split("T");
  const [time = "", milliseconds = ""] = clock.split(".");
  const fraction = `${milliseconds}${(ms - whole).toFixed(4).slice(2)}`.replace(/0+$/, "");
  if (fraction !== "") return `${date} ${time}.${fraction}`;
  return time === "00:00:00" ? date : `${date} ${time}`;
}

/** What several traces show, each kind once, and in a line's length: of more than two the first, and how many more. */
export function joinedNotes(notes: readonly string[]): string {
  const kinds = [...new Set(notes.filter((note) => note !== ""))];
  return kinds.length > 2 ? `${kinds[0]}; and ${kinds.length - 1} more` : kinds.join("; ");
}

/** `"1 row"`, `"100,000,000 rows"`. */
export function counted(count: number, singular: string): string {
  return `${grouped(count)} ${singular}${count === 1 ? "" : "s"}`;
}
