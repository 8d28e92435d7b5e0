/**
 * SVG to PNG, without a browser and without the machine's fonts.
 * @module
 */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** Files of the `dejavu-fonts-ttf` package that the picture uses. */
const FONTS = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSans-Oblique.ttf"];

function fontFiles(): string[] {
  const root = dirname(createRequire(import.meta.url).resolve("dejavu-fonts-ttf/package.json"));
  return FONTS.map((name) => join(root, "ttf", name));
}

/**
 * PNG bytes of SVG text.
 * @param scale PNG pixels per SVG pixel; default 1
 * @throws Error of the rasteriser when the text is no SVG
 */
export async function rasterise(svg: string, scale = 1): Promise<Uint8Array> {
  const { Resvg } = await import("@resvg/resvg-js");
  const image = new Resvg(svg, {
    font: {
      fontFiles: fontFiles(),
      loadSystemFonts: false,
      defaultFontFamily: "DejaVu Sans",
      sansSerifFamily: "DejaVu Sans",
    },
    fitTo: { mode: "zoom", value: scale },
  });
  return image.render().asPng();
}
