/**
 * Numbers and dates on axes, written as Plotly writes them.
 * @module
 */
import { format, formatPrefix } from "d3-format";
import { utcFormat } from "d3-time-format";

/** Writes one value of an axis. */
export type Formatter = (value: number) => string;

/**
 * The user's `tickformat`: d3's number specification, or a d3 time specification on a date axis. A specification that
 * d3 refuses is ignored, as Plotly does.
 */
export function customFormat(specification: string, isDate: boolean): Formatter | undefined {
  if (specification === "") return undefined;
  try {
    const date = isDate ? utcFormat(specification) : undefined;
    const numeric = isDate ? undefined : format(specification);
    return (value) => (date ? date(new Date(value)) : (numeric?.(value) ?? ""));
  } catch {
    return undefined;
  }
}

/**
 * A common format of ticks that lie `step` apart: plain numbers between 1e-4 and 1e4, else k, M, B and μ, n for all of
 * them, as Plotly's exponent format `"B"`.
 */
export function numberFormat(step: number, largest: number): Formatter {
  if (!(step > 0)) return siFormat;
  if (largest < 1e4 && largest >= 1e-4) return format(`.${decimals(step)}f`);
  if (largest >= 1e15 || largest < 1e-15) return format("~e");
  const unit = 1000 ** Math.floor(Math.log10(largest) / 3);
  const prefixed = formatPrefix(`.${decimals(step / unit)}~f`, largest);
  return (value) => (value === 0 ? "0" : billions(prefixed(value)));
}

/** Decimals that write every multiple of a step. */
function decimals(step: number): number {
  for (let digits = 0; digits < 15; digits++) {
    const scaled = step * 10 ** digits;
    if (scaled > 0.999999 && Math.abs(scaled - Math.round(scaled)) < 1e-6 * scaled) return digits;
  }
  return 15;
}

/** One number on its own with four significant digits at most: `"10k"`, `"2.5"`, `"1μ"`. */
export const siFormat: Formatter = (value) => {
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size >= 1e15 || size < 1e-15) return format("~e")(value);
  return size >= 1e4 || size < 1e-4 ? billions(format(".4~s")(value)) : format(".4~r")(value);
};

/** d3 writes giga, Plotly billions. */
function billions(text: string): string {
  return text.replace("G", "B");
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/**
 * Labels of date ticks `step` milliseconds apart, in UTC. The second line names what the first leaves out (the year or
 * the day) on the first tick and wherever it changes, as Plotly does.
 */
export function dateLabels(ticks: readonly number[], step: number): string[] {
  const [first, second] = dateParts(step);
  const upper = utcFormat(first);
  const lower = second === "" ? undefined : utcFormat(second);
  let shown = "";
  return ticks.map((tick) => {
    const date = new Date(tick);
    const context = lower?.(date) ?? "";
    const label = context === shown ? upper(date) : `${upper(date)}<br>${context}`;
    shown = context;
    return label;
  });
}

function dateParts(step: number): readonly [string, string] {
  if (step >= 360 * DAY) return ["%Y", ""];
  if (step >= 28 * DAY) return ["%b %Y", ""];
  if (step >= DAY) return ["%b %-d", "%Y"];
  if (step >= MINUTE) return ["%H:%M", "%b %-d, %Y"];
  if (step >= SECOND) return ["%H:%M:%S", "%b %-d, %Y"];
  return ["%H:%M:%S.%L", "%b %-d, %Y"];
}
