/**
 * The scripts of a page that works by itself: Plotly, and ours that refines figures from their pyramids.
 * @module
 */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

/** Plotly's cartesian bundle: scatter, bar, histogram, heat map, contour, box, violin, image, pie; no WebGL. */
const PLOTLY = "plotly.js-cartesian-dist-min";

/** Ours, made by the build from `view/page.ts`. */
const PAGE = new URL("../view/page.bundle.js", import.meta.url);

/**
 * The text of both scripts; neither holds `</script`.
 * @throws Error of the file system when the package is not whole
 */
export async function pageScripts(): Promise<{ readonly plotly: string; readonly page: string }> {
  const plotly = createRequire(import.meta.url).resolve(PLOTLY);
  return { plotly: await readFile(plotly, "utf8"), page: await readFile(PAGE, "utf8") };
}
