/**
 * The plugin: every notebook's outputs of the live type are drawn by it. An ordinary plugin rather than a renderer
 * extension, because renderers of those never see the notebook's session.
 * @module
 */
import { MIME } from "../contract/index.js";
import { type ShownFigure, showFigure } from "./figure.js";
import type { NotebookPanel, OutputModel, Plugin, Renderer, WidgetClass } from "./jupyter.js";
import { loadPlotly } from "./plotly.js";
import { type ShownProgress, showProgress } from "./progress.js";
import { offerRestarts } from "./restart.js";

/** Before HTML and pictures of the same output. */
const RANK = 0;

const STYLE = `
.tslab-bigdata-figure { overflow: auto; }
.tslab-bigdata-badge {
  width: fit-content; min-height: 16px; margin: 2px 0; padding: 0 6px; border-radius: 3px;
  font-size: 11px; line-height: 16px; color: #fff; background: #5c6673;
}
.tslab-bigdata-badge[data-state="live"] { background: #1f6f43; }
.tslab-bigdata-badge:empty { visibility: hidden; }
.tslab-bigdata-badge[data-state="failed"] { background: #a3341f; }
.tslab-bigdata-figure .modebar-group { background: #fff !important; border-radius: 3px; }
.tslab-bigdata-figure .modebar-btn .icon path { fill: #5c6673 !important; }
.tslab-bigdata-figure .modebar-btn:is(.active, :hover) .icon path { fill: #14508c !important; }
.tslab-bigdata-figure .modebar-btn:focus-visible { outline: 2px solid #14508c; outline-offset: -1px; }
.tslab-bigdata-rows table { margin: 4px 0; font-size: 12px; border-collapse: collapse; }
.tslab-bigdata-rows caption { text-align: left; color: var(--jp-ui-font-color1); }
.tslab-bigdata-rows :is(th, td) { padding: 1px 8px; text-align: right; border: 1px solid var(--jp-border-color1, #999); }
.tslab-bigdata-progress { display: flex; align-items: center; gap: 8px; padding: 2px 0; color: var(--jp-ui-font-color1); }
.tslab-bigdata-progress button {
  padding: 1px 10px; font: inherit; cursor: pointer; border-radius: 3px; color: var(--jp-ui-font-color1);
  background: var(--jp-layout-color2, #eee); border: 1px solid var(--jp-border-color1, #767676);
}
.tslab-bigdata-progress button[aria-disabled="true"] { cursor: default; border-style: dashed; }
.tslab-bigdata-progress button:focus-visible { outline: 2px solid var(--jp-brand-color1, #1976d2); outline-offset: 1px; }
`;

/**
 * The plugin over what the application shares.
 * @param folder URL of the extension's own folder, with a final slash
 */
export function makePlugin(widget: WidgetClass, folder: string): Plugin {
  return {
    id: "tslab-bigdata:figures",
    description: "Figures of tslab-bigdata that refine when they are zoomed, its progress bars, and %restart.",
    autoStart: true,
    activate(app) {
      const style = document.createElement("style");
      style.textContent = STYLE;
      document.head.append(style);
      app.docRegistry.addWidgetExtension("Notebook", {
        createNew(panel: NotebookPanel) {
          const createRenderer = rendererFactory(widget, panel, folder);
          const { rendermime } = panel.content;
          rendermime.addFactory({ safe: true, mimeTypes: [MIME.live], createRenderer }, RANK);
          const createBar = progressFactory(widget, panel);
          rendermime.addFactory({ safe: true, mimeTypes: [MIME.progress], createRenderer: createBar }, RANK);
          offerRestarts(panel.sessionContext);
          return { dispose() {}, isDisposed: false };
        },
      });
    },
  };
}

function rendererFactory(widget: WidgetClass, panel: NotebookPanel, folder: string): () => Renderer {
  class FigureRenderer extends widget implements Renderer {
    #shown: ShownFigure | undefined;

    async renderModel(model: OutputModel): Promise<void> {
      this.addClass("tslab-bigdata-figure");
      this.#shown?.dispose();
      this.#shown = undefined;
      try {
        const plotly = await loadPlotly(`${folder}plotly.js`);
        const shown = await showFigure(this.node, model, panel.sessionContext, plotly);
        if (this.isDisposed) shown.dispose();
        else this.#shown = shown;
      } catch (error) {
        this.#fallBack(model, error);
      }
    }

    override dispose(): void {
      this.#shown?.dispose();
      this.#shown = undefined;
      super.dispose();
    }

    /** The picture of the same output, with the reason. */
    #fallBack(model: OutputModel, error: unknown): void {
      const image = document.createElement("img");
      image.src = `data:image/png;base64,${String(model.data[MIME.png] ?? "")}`;
      image.alt = String(model.data[MIME.plain] ?? "figure");
      const reason = document.createElement("div");
      reason.setAttribute("role", "alert");
      reason.textContent = `shown as a picture: ${error instanceof Error ? error.message : String(error)}`;
      this.node.replaceChildren(image, reason);
    }
  }
  return () => new FigureRenderer();
}

function progressFactory(widget: WidgetClass, panel: NotebookPanel): () => Renderer {
  class ProgressRenderer extends widget implements Renderer {
    #shown: ShownProgress | undefined;

    async renderModel(model: OutputModel): Promise<void> {
      this.addClass("tslab-bigdata-progress");
      if (this.#shown === undefined) this.#shown = showProgress(this.node, model, panel.sessionContext);
      else this.#shown.update(model);
    }

    override dispose(): void {
      this.#shown?.dispose();
      super.dispose();
    }
  }
  return () => new ProgressRenderer();
}
