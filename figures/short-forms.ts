/**
 * Short forms: one call for the usual pictures. Each returns a figure at once.
 * @module
 */
import type { Data, FigureSpec, Layout, TimeUnit, Trace } from "../contract/index.js";
import { isData } from "./columns.js";
import type { Curve } from "./curve.js";
import { createFigure, type Figure } from "./figure.js";
import type { FigureWork } from "./resolve.js";
import { loadTheme } from "./style/load.js";
import type { ColorNorm } from "./traces/color-norm.js";

/** Options of every short form. */
export interface FigureOptions {
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
  /** Name of the trace in the legend and on hover. */
  name?: string;
  /** A CSS colour; the theme's next colour by default. */
  color?: string;
  /** 0 (invisible) to 1, the default. */
  opacity?: number;
  /** Anything else of Plotly's layout; wins over the options above. */
  layout?: Layout;
}

/** Options of `hist`. */
export interface HistOptions extends FigureOptions {
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
export interface XyOptions extends FigureOptions {
  /** How a long trace is thinned out; lines default to `minmax`. */
  decimate?: Trace["decimate"];
  /** Most points sent. */
  maxPoints?: number;
  /** x holds times in this unit since 1970 UTC (`"s"`, `"ms"`, `"us"`, `"ns"`); timestamps and Dates need none. */
  time?: TimeUnit;
  /** Zone whose clock the axis shows, by its IANA name; default UTC. */
  timeZone?: string;
  /** Whether a slider with the whole line stands below the axis; default false. */
  rangeSlider?: boolean;
}

/** Options of `density` and `hist2d`. */
export interface DensityFigureOptions extends FigureOptions {
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
   * @throws TypeError when the specification has no `data` list
   */
  plot(spec: FigureSpec): Figure;
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
   * Sets the look of all figures shown from now on. Resolves when it is set.
   * @param nameOrFile `"plain"` (the default), `"dark"`, `"superheroine"`, `"ggplot"`, `"seaborn"`; a matplotlib style
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
  const plot = (spec: FigureSpec): Figure => {
    if (!Array.isArray(spec?.data)) {
      throw new TypeError(
        "plot takes { data: [trace, …], layout? }; for one array or column use line, scatter or hist",
      );
    }
    return createFigure(spec, work);
  };
  const xy =
    (type: string, look: Trace) =>
    (first: Data, second?: Data | XyOptions, third?: XyOptions): Figure => {
      const both = isData(second);
      const options: XyOptions = (both ? third : (second as XyOptions | undefined)) ?? {};
      const at: Trace = both ? { x: checked(first, "x"), y: checked(second, "y") } : { y: checked(first, "y") };
      const { decimate, maxPoints, time, timeZone } = options;
      const thin = { ...(decimate && { decimate }), ...(maxPoints !== undefined && { maxPoints }) };
      const times = { ...(time && { time }), ...(timeZone !== undefined && { timeZone }) };
      return plot({
        data: [{ type, ...look, ...at, ...thin, ...times, ...styled(look, options) }],
        layout: options.rangeSlider ? withSlider(layoutOf(options)) : layoutOf(options),
      });
    };
  const counted = (type: string, x: Data, y: Data, options: DensityFigureOptions): Figure => {
    const { norm, cells, colorscale } = options;
    const look = { ...(norm && { norm }), ...(cells && { cells }), ...(colorscale && { colorscale }) };
    const at = { x: checked(x, "x"), y: checked(y, "y") };
    return plot({ data: [{ type, ...at, ...look, ...styled({}, options) }], layout: layoutOf(options) });
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
      return plot({ data: [trace], layout: layoutOf(options) });
    },
    box(data, options = {}) {
      const several = isData(data) ? { [options.name ?? "rows"]: data } : data;
      const { name: _, ...look } = options;
      const traces = Object.entries(several).map(([name, values]) => {
        return { type: "box", name, y: checked(values, name), ...styled({}, look) };
      });
      return plot({ data: traces, layout: { showlegend: false, ...layoutOf(options) } });
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

function layoutOf({ title, xTitle, yTitle, width, height, layout }: FigureOptions): Layout {
  return {
    ...(title !== undefined && { title: { text: title } }),
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
    ...(xTitle !== undefined && { xaxis: { title: { text: xTitle } } }),
    ...(yTitle !== undefined && { yaxis: { title: { text: yTitle } } }),
    ...layout,
  };
}

function withSlider(layout: Layout): Layout {
  return { ...layout, xaxis: { rangeslider: { visible: true }, ...layout.xaxis } };
}
