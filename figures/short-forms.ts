/**
 * Short forms: one call for the usual pictures. Each returns a figure at once.
 * @module
 */
import type { Axis, Data, FigureSpec, Layout, TimeUnit, Trace } from "../contract/index.js";
import { isData } from "./columns.js";
import type { Curve } from "./curve.js";
import { createFigure, type Figure } from "./figure.js";
import type { FigureWork } from "./resolve.js";
import { loadTheme } from "./style/load.js";
import { isTimedKind } from "./timed.js";
import type { ColorNorm } from "./traces/color-norm.js";

/** What stands around the data of a figure. */
export interface LayoutOptions {
  /** Title above the picture. */
  title?: string;
  /** Titles of the axes; the data's own words by default. */
  xTitle?: string;
  yTitle?: string;
  /**
   * CSS pixels; by default the width there is (900 in the picture) and a height of 500. 100 pixels are an inch of
   * matplotlib's figures.
   */
  width?: number;
  height?: number;
  /** Whether an axis is logarithmic; bins are then equally wide in the exponent. Default false. */
  xLog?: boolean;
  yLog?: boolean;
  /** Anything else of Plotly's layout; wins over the options above. */
  layout?: Layout;
}

/** How x stands for times. */
export interface TimeOptions {
  /** x holds times in this unit since 1970 UTC (`"s"`, `"ms"`, `"us"`, `"ns"`); timestamps and Dates need none. */
  time?: TimeUnit;
  /** Zone whose clock the axis shows, by its IANA name; default UTC. */
  timeZone?: string;
}

/** Options of `plot`; those about data are for traces that say nothing of it themselves. */
export interface PlotOptions extends LayoutOptions, TimeOptions {
  /** How long lines and markers are thinned out; lines default to `minmax`. */
  decimate?: Trace["decimate"];
  /** Most points sent for each line. */
  maxPoints?: number;
  /** Whether a slider with the whole line stands below the axis; default false. */
  rangeSlider?: boolean;
}

/** Options of every short form. */
export interface FigureOptions extends LayoutOptions {
  /** Name of the trace in the legend and on hover. */
  name?: string;
  /** A CSS colour; the theme's next colour by default. */
  color?: string;
  /** 0 (invisible) to 1, the default. */
  opacity?: number;
}

/** Options of `hist`. */
export interface HistOptions extends FigureOptions, TimeOptions {
  /** Number of equal bins; default 100. */
  bins?: number;
  /** Lowest and highest edge; by default the least and the greatest value. Values outside are not counted. */
  range?: readonly [number, number];
  /** Bars show a density whose integral is 1 instead of counts; default false. */
  density?: boolean;
  /** Drawn over the bars: a function of x, evaluated at 512 points, or `{ x, y }`. */
  curve?: Curve;
}

/** Options of `line`, `scatter` and `bar`. */
export interface XyOptions extends FigureOptions, PlotOptions {}

/** Options of `density` and `hist2d`. */
export interface DensityFigureOptions extends FigureOptions, TimeOptions {
  /** How counts become colours; default `"log"` for `density`, `"linear"` for `hist2d`. */
  norm?: ColorNorm;
  /** Cells across and up; default a cell for every three pixels, at most 400 × 300. */
  cells?: readonly [x: number, y: number];
  /** A colour scale of Plotly's by name, or pairs of position and colour; default Viridis. */
  colorscale?: string | readonly (readonly [number, string])[];
}

/** Options of `hist2d`. */
export interface Hist2dOptions extends DensityFigureOptions {
  /** Bins across and up, or one number for both; default 100. */
  bins?: number | readonly [x: number, y: number];
}

/** The figure functions, made for one way of doing the work. */
export interface FigureFunctions {
  /**
   * A figure of a Plotly specification with columns of any length wherever Plotly takes an array.
   * @param spec `{ data: [trace, …], layout? }`; a column or an array alone is a line
   * @param options win over the specification's layout, and stand behind what its traces say themselves
   * @throws TypeError when the specification has no `data` list
   */
  plot(spec: FigureSpec | Data, options?: PlotOptions): Figure;
  /** A histogram, counted over every row. */
  hist(data: Data, options?: HistOptions): Figure;
  /** A line through `y` over row numbers, or through `x` and `y`. */
  line(y: Data, options?: XyOptions): Figure;
  line(x: Data, y: Data, options?: XyOptions): Figure;
  /** Markers at `y` over row numbers, or at `x` and `y`. */
  scatter(y: Data, options?: XyOptions): Figure;
  scatter(x: Data, y: Data, options?: XyOptions): Figure;
  /**
   * Boxes of quartiles, one for each column. Beyond 2,000 rows they are computed in the engine, and whiskers reach
   * the extremes.
   * @param data one column or array, or several by name
   */
  box(data: Data | { readonly [name: string]: Data }, options?: FigureOptions): Figure;
  /** Counts of points by small cells: a cloud of any number of points. */
  density(x: Data, y: Data, options?: DensityFigureOptions): Figure;
  /** A histogram over two variables. */
  hist2d(x: Data, y: Data, options?: Hist2dOptions): Figure;
  /**
   * Sets the look of all figures shown from now on. Resolves when it is set. Until it is called figures are white, and
   * in JupyterLab and Notebook 7 dark where the application's theme is.
   * @param nameOrFile `"plain"` (white everywhere), `"dark"`, `"superheroine"`, `"ggplot"`, `"seaborn"`; a matplotlib style
   * file (`.mplstyle`) or a Plotly template (`.json`), relative to the notebook's folder
   * @throws RangeError for an unknown name, with the nearest known one
   */
  style(nameOrFile: string): Promise<void>;
  /** Bars of height `y` over row numbers, or over positions or names `x`. */
  bar(y: Data, options?: XyOptions): Figure;
  bar(x: Data, y: Data, options?: XyOptions): Figure;
}

/** The figure functions over a way of doing the work. */
export function figureFunctions(work: FigureWork): FigureFunctions {
  const plot = (given: FigureSpec | Data, options: PlotOptions = {}): Figure => {
    const spec: FigureSpec = isData(given) ? { data: [{ y: given, mode: "lines" }] } : (given as FigureSpec);
    if (!Array.isArray(spec?.data))
      throw new TypeError("plot takes { data: [trace, …], layout? }, or one column or array, which is drawn as a line");
    const layout = merged(spec.layout, layoutOf(options));
    return createFigure({ ...spec, data: spec.data.map((trace) => withDefaults(trace, options)), layout }, work);
  };
  const xy =
    (type: string, look: Trace) =>
    (first: Data, second?: Data | XyOptions, third?: XyOptions): Figure => {
      const both = isData(second);
      const options: XyOptions = (both ? third : (second as XyOptions | undefined)) ?? {};
      const at: Trace = both ? { x: checked(first, "x"), y: checked(second, "y") } : { y: checked(first, "y") };
      return plot({ data: [{ type, ...look, ...at, ...styled(look, options) }] }, options);
    };
  const counted = (type: string, x: Data, y: Data, options: DensityFigureOptions): Figure => {
    const { norm, cells, colorscale } = options;
    const look = { ...(norm && { norm }), ...(cells && { cells }), ...(colorscale && { colorscale }) };
    const at = { x: checked(x, "x"), y: checked(y, "y") };
    return plot({ data: [{ type, ...at, ...look, ...styled({}, options) }] }, options);
  };
  return {
    plot,
    hist(data, options = {}) {
      const { bins, range, density, curve } = options;
      const trace: Trace = {
        type: "histogram",
        x: checked(data, "the data"),
        histnorm: density ? "probability density" : "",
        ...(bins !== undefined && { bins }),
        ...(range && { range }),
        ...(curve && { curve }),
        ...styled({}, options),
      };
      return plot({ data: [trace] }, options);
    },
    box(data, options = {}) {
      const several = isData(data) ? { [options.name ?? "rows"]: data } : data;
      const { name: _, ...look } = options;
      const traces = Object.entries(several).map(([name, values]) => {
        return { type: "box", name, y: checked(values, name), ...styled({}, look) };
      });
      return plot({ data: traces, layout: { showlegend: false } }, look);
    },
    density: (x, y, options = {}) => counted("density", x, y, options),
    hist2d(x, y, { bins = 100, ...options } = {}) {
      const [across, up] = typeof bins === "number" ? [bins, bins] : bins;
      return counted("histogram2d", x, y, { cells: [across, up], ...options });
    },
    style: async (nameOrFile) => work.setTheme(await loadTheme(nameOrFile)),
    line: xy("scatter", { mode: "lines" }),
    scatter: xy("scatter", { mode: "markers" }),
    bar: xy("bar", {}),
  };
}

function checked(data: Data, what: string): Data {
  if (isData(data)) return data;
  const got = data === null ? "null" : typeof data;
  throw new TypeError(`${what} must be a column, a typed array or an array, got ${got}`);
}

/** The opacity of markers is each marker's own, so that many over each other are darker; of all else the trace's. */
function styled(look: Trace, { name, color, opacity }: FigureOptions): Trace {
  const isLine = look.mode === "lines";
  const own = look.mode === "markers" && opacity !== undefined;
  const marker = { ...(color !== undefined && !isLine && { color }), ...(own && { opacity }) };
  return {
    ...(isLine && color !== undefined && { line: { color } }),
    ...(Object.keys(marker).length > 0 && { marker }),
    ...(name !== undefined && { name }),
    ...(opacity !== undefined && !own && { opacity }),
  };
}

/** Kinds that are thinned out. */
const THINNED = ["scatter", "scattergl"];

/** A trace with the options that are its own to say, where it says nothing. */
function withDefaults(trace: Trace, { decimate, maxPoints, time, timeZone }: PlotOptions): Trace {
  const type = trace.type ?? "scatter";
  const thin = { ...(decimate && { decimate }), ...(maxPoints !== undefined && { maxPoints }) };
  const times = { ...(time && { time }), ...(timeZone !== undefined && { timeZone }) };
  return { ...(THINNED.includes(type) && thin), ...(isTimedKind(type) && times), ...trace };
}

function layoutOf({
  title,
  width,
  height,
  layout,
  xTitle,
  yTitle,
  xLog,
  yLog,
  rangeSlider,
}: LayoutOptions & Pick<PlotOptions, "rangeSlider">): Layout {
  const axis = (text: string | undefined, log: boolean | undefined): Axis => ({
    ...(text !== undefined && { title: { text } }),
    ...(log && { type: "log" }),
  });
  const own: Layout = {
    ...(title !== undefined && { title: { text: title } }),
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
    xaxis: { ...axis(xTitle, xLog), ...(rangeSlider && { rangeslider: { visible: true } }) },
    yaxis: axis(yTitle, yLog),
  };
  return merged(own, layout);
}

/** A layout over another; axes attribute by attribute. Axes of which nothing is said are left out. */
function merged(below: Layout = {}, above: Layout = {}): Layout {
  const { xaxis: _, yaxis: __, ...rest } = { ...below, ...above };
  const result: Layout = rest;
  for (const name of ["xaxis", "yaxis"] as const) {
    const axis: Axis = { ...below[name], ...above[name] };
    if (Object.keys(axis).length > 0) result[name] = axis;
  }
  return result;
}
