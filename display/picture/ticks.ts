/**
 * Where an axis has its ticks, and what stands at them.
 * @module
 */
import { scaleLinear, scaleLog, scaleUtc } from "d3-scale";
import { elements } from "./arrays.js";
import type { AxisKind, AxisScale } from "./axis.js";
import { customFormat, dateLabels, type Formatter, numberFormat, siFormat } from "./formats.js";
import { number, string } from "./plain.js";

/** A tick: position in the axis' own units (log axes: exponents), and its label as Plotly's markup. */
export interface Tick {
  readonly at: number;
  readonly label: string;
}

/** Most ticks an axis may ask for with `dtick` before its own choice is used instead. */
const MOST_TICKS = 500;

/**
 * The ticks of an axis.
 * @param room how many ticks fit
 */
export function axisTicks(axis: AxisScale, room: number): readonly Tick[] {
  const [from, to] = axis.range;
  const low = Math.min(from, to);
  const high = Math.max(from, to);
  const given = givenTicks(axis);
  if (given !== undefined) return given.filter(({ at }) => at >= low - 1e-9 && at <= high + 1e-9);
  const count = Math.max(1, Math.min(room, number(axis.attributes, "nticks", 0) || room));
  return decorate(axis, BY_KIND[axis.kind](axis, low, high, count));
}

function givenTicks(axis: AxisScale): Tick[] | undefined {
  const values = elements(axis.attributes["tickvals"]);
  if (values === undefined || axis.attributes["tickmode"] === "auto") return undefined;
  const texts = elements(axis.attributes["ticktext"]);
  const format = customFormat(string(axis.attributes, "tickformat", ""), axis.kind === "date") ?? siFormat;
  return Array.from(values, (value, index) => {
    const at = axis.calc(value);
    const shown = typeof value === "string" ? value : format(typeof value === "number" ? value : at);
    return { at, label: texts === undefined ? shown : String(texts[index] ?? shown) };
  }).filter(({ at }) => Number.isFinite(at));
}

function decorate(axis: AxisScale, ticks: readonly Tick[]): readonly Tick[] {
  const prefix = string(axis.attributes, "tickprefix", "");
  const suffix = string(axis.attributes, "ticksuffix", "");
  return prefix + suffix === "" ? ticks : ticks.map(({ at, label }) => ({ at, label: prefix + label + suffix }));
}

type TickMaker = (axis: AxisScale, low: number, high: number, count: number) => readonly Tick[];

const BY_KIND: { readonly [kind in AxisKind]: TickMaker } = {
  linear: linearTicks,
  log: logTicks,
  date: dateTicks,
  category: categoryTicks,
};

function stepped(axis: AxisScale, low: number, high: number, origin: number): number[] | undefined {
  const step = number(axis.attributes, "dtick", 0);
  if (!(step > 0) || (high - low) / step > MOST_TICKS) return undefined;
  const start = axis.calc(axis.attributes["tick0"] ?? origin);
  const base = Number.isFinite(start) ? start : origin;
  const first = Math.ceil((low - base) / step - 1e-9);
  const last = Math.floor((high - base) / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => base + (first + index) * step);
}

function linearTicks(axis: AxisScale, low: number, high: number, count: number): readonly Tick[] {
  const at = stepped(axis, low, high, 0) ?? scaleLinear().domain([low, high]).ticks(count);
  const format = custom(axis) ?? numberFormat(gap(at), Math.max(...at.map(Math.abs)));
  return at.map((value) => ({ at: value, label: format(value) }));
}

function logTicks(axis: AxisScale, low: number, high: number, count: number): readonly Tick[] {
  const format = custom(axis) ?? siFormat;
  const whole = stepped(axis, low, high, 0);
  if (whole !== undefined) return whole.map((at) => ({ at, label: format(10 ** at) }));
  const decades = Math.floor(high + 1e-9) - Math.ceil(low - 1e-9);
  if (decades >= 2) {
    const every = Math.max(1, Math.ceil((decades + 1) / count));
    const first = Math.ceil((low - 1e-9) / every) * every;
    const length = Math.floor((high - first + 1e-9) / every) + 1;
    return Array.from({ length }, (_, index) => ({ at: first + index * every, label: "" })).map(({ at }) => ({
      at,
      label: format(10 ** at),
    }));
  }
  const domain = [10 ** low, 10 ** high];
  const within = high - low < 0.5 ? scaleLinear().domain(domain).ticks(count) : scaleLog().domain(domain).ticks();
  return within
    .filter((value) => high - low < 0.5 || /^[125]/.test(value.toExponential()))
    .map((value) => ({ at: Math.log10(value), label: format(value) }));
}

function dateTicks(axis: AxisScale, low: number, high: number, count: number): readonly Tick[] {
  const at =
    stepped(axis, low, high, 0) ??
    scaleUtc()
      .domain([low, high])
      .ticks(count)
      .map((date) => date.getTime());
  const format = custom(axis);
  const labels = format === undefined ? dateLabels(at, gap(at)) : at.map(format);
  return at.map((value, index) => ({ at: value, label: labels[index] ?? "" }));
}

function categoryTicks(axis: AxisScale, low: number, high: number, count: number): readonly Tick[] {
  const first = Math.max(0, Math.ceil(low));
  const last = Math.min(axis.categories.length - 1, Math.floor(high));
  const every = Math.max(1, Math.ceil((last - first + 1) / Math.max(count * 2, 1)));
  const ticks: Tick[] = [];
  for (let at = first; at <= last; at += every) ticks.push({ at, label: axis.categories[at] ?? "" });
  return ticks;
}

function custom(axis: AxisScale): Formatter | undefined {
  return customFormat(string(axis.attributes, "tickformat", ""), axis.kind === "date");
}

function gap(at: readonly number[]): number {
  let smallest = Number.POSITIVE_INFINITY;
  for (let index = 1; index < at.length; index++)
    smallest = Math.min(smallest, (at[index] ?? 0) - (at[index - 1] ?? 0));
  return Number.isFinite(smallest) ? smallest : Math.abs(at[0] ?? 0);
}
