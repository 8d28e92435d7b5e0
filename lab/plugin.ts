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
import { STYLE } from "./style.js";

/** Before HTML and pictures of the same output. */
const RANK = 0;

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
