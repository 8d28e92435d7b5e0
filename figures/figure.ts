/**
 * A figure: a specification whose work is done when it is shown or awaited.
 * @module
 */
import {
  type Displayable,
  type FigureSpec,
  JUPYTER_DISPLAY,
  LIVE,
  type LiveHandle,
  type LiveValue,
  type Trace,
} from "../contract/index.js";
import { figureBundle, figurePng, figureSvg, pageHtml, plotlyPicture } from "./bundle.js";
import type { FinishedFigure, PlotlyFigure } from "./finish.js";
import { liveHandle } from "./live.js";
import type { FigureWork } from "./resolve.js";
import { checkFormat, type FigureFormat, writeFigure } from "./save.js";

/**
 * A figure. Building it costs nothing; columns are read once, when it is first shown, awaited or exported. Adding a
 * trace makes the next showing read again.
 */
export interface Figure extends Displayable, LiveValue {
  /** Adds a trace and returns this figure. */
  add(trace: Trace): Figure;
  /**
   * The figure, once its work is done. Rejects with errors of the data (missing file, wrong dtype) and of the
   * specification, each naming the value.
   */
  readonly ready: Promise<Figure>;
  /** `{ data, layout, config }` for plotly.js 3 and 4, every array small, typed arrays in base64. */
  toJson(): Promise<PlotlyFigure>;
  /** What the figure shows, in sentences: rows, bins or points, method, ranges. */
  toText(): Promise<string>;
  /** The static picture as SVG text, `layout.width` × `layout.height` pixels. */
  toSvg(options?: PictureOptions): Promise<string>;
  /**
   * The static picture as PNG bytes.
   * @param options.scale PNG pixels per CSS pixel, above 0 up to 10; default 1
   */
  toPng(options?: PictureOptions & { scale?: number }): Promise<Uint8Array>;
  /**
   * An HTML page with the picture, which becomes interactive where a global `Plotly` is present.
   * @param options.selfContained bring Plotly (1.5 MB) and a pyramid along: the page works offline, and long lines
   * refine when zoomed; default false
   */
  toHtml(options?: { selfContained?: boolean }): Promise<string>;
  /**
   * Writes the figure into a file; the ending says how: `.png`, `.svg`, `.html`
   * (self-contained) or `.json`. An existing file is
   * replaced at once, when all bytes are written. Another ending rejects with a RangeError before any work is done.
   * @param path relative paths are resolved against the notebook's folder, or the working directory of a script
   */
  save(path: string, options?: PictureOptions): Promise<void>;
}

/** How a picture is drawn. */
export interface PictureOptions {
  /**
   * `"own"` (default) draws in milliseconds, without a browser; `"plotly"` gives Plotly's own picture, by a Chromium of
   * this machine (seconds; rejects where there is none).
   */
  renderer?: "own" | "plotly";
}

/** A figure of a specification; use `plot`, `line`, `hist` and their siblings. */
export function createFigure(first: FigureSpec, work: FigureWork): Figure {
  let spec: FigureSpec = { ...first, data: first.data.map(work.adopt) };
  let finished: Promise<FinishedFigure> | undefined;
  let handle: LiveHandle | undefined;

  function finish(): Promise<FinishedFigure> {
    if (finished !== undefined) return finished;
    const started = work.finish(spec);
    finished = started;
    // A failed attempt is not kept: the file may be there the next time.
    started.catch(() => {
      if (finished === started) finished = undefined;
    });
    return started;
  }

  const figure: Figure = {
    add(trace) {
      spec = { ...spec, data: [...spec.data, work.adopt(trace)] };
      finished = undefined;
      handle = undefined;
      return figure;
    },
    get ready() {
      return finish().then(() => figure);
    },
    toJson: async () => (await finish()).figure,
    toText: async () => (await finish()).text,
    async toSvg({ renderer = "own" } = {}) {
      if (byPlotly(renderer)) return Buffer.from(await plotlyPicture(await finish(), "svg", 1)).toString();
      return figureSvg(await finish());
    },
    async toPng({ scale = 1, renderer = "own" } = {}) {
      if (!(scale > 0 && scale <= 10)) throw new RangeError(`scale must be above 0 and at most 10, got ${scale}`);
      if (byPlotly(renderer)) return plotlyPicture(await finish(), "png", scale);
      return figurePng(await finish(), scale);
    },
    toHtml: async ({ selfContained = false } = {}) => pageHtml(await finish(), selfContained),
    async save(path, options = {}) {
      const content: { readonly [format in FigureFormat]: () => Promise<string | Uint8Array> } = {
        png: () => figure.toPng(options),
        svg: () => figure.toSvg(options),
        html: () => figure.toHtml({ selfContained: true }),
        json: async () => JSON.stringify(await figure.toJson()),
      };
      const format = checkFormat(path);
      await writeFigure(path, await content[format]());
    },
    [JUPYTER_DISPLAY]: async () => figureBundle(await finish(), figure[LIVE]().plot),
    [LIVE]() {
      handle ??= liveHandle(spec, finish, work);
      return handle;
    },
  };
  return figure;
}

function byPlotly(renderer: unknown): boolean {
  if (renderer === "own" || renderer === "plotly") return renderer === "plotly";
  throw new RangeError(`unknown renderer '${String(renderer)}': expected 'own' or 'plotly'`);
}
