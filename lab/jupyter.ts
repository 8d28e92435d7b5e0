/**
 * The part of JupyterLab 4 and Notebook 7 that the plugin meets, by structure: nothing of theirs is bundled.
 * @module
 */
import type { Kernel } from "@jupyterlab/services";

/** A kernel connection with comms. */
export type KernelConnection = Kernel.IKernelConnection;

/** A signal of Lumino. */
export interface Signal<T> {
  connect(slot: (sender: unknown, value: T) => void): boolean;
  disconnect(slot: (sender: unknown, value: T) => void): boolean;
}

/** The session of a notebook. */
export interface SessionContext {
  readonly ready: Promise<void>;
  readonly session: { readonly kernel: KernelConnection | null } | null;
  readonly statusChanged: Signal<string>;
  readonly kernelChanged: Signal<unknown>;
  /** As the menu does. */
  restartKernel(): Promise<void>;
}

/** A Lumino widget. */
export interface Widget {
  readonly node: HTMLElement;
  readonly isDisposed: boolean;
  addClass(name: string): void;
  dispose(): void;
}

/** Lumino's widget class, shared by the application at run time. */
export type WidgetClass = new () => Widget;

/** An output as a renderer sees it. */
export interface OutputModel {
  readonly data: { readonly [mime: string]: unknown };
}

/** A renderer of outputs. */
export interface Renderer extends Widget {
  renderModel(model: OutputModel): Promise<void>;
}

/** Adds renderers to a registry of one notebook. */
export interface RenderMime {
  addFactory(
    factory: {
      readonly safe: boolean;
      readonly mimeTypes: readonly string[];
      readonly createRenderer: () => Renderer;
    },
    rank: number,
  ): void;
}

/** A notebook's panel. */
export interface NotebookPanel {
  readonly sessionContext: SessionContext;
  readonly content: { readonly rendermime: RenderMime };
}

/** The application. */
export interface Application {
  readonly docRegistry: {
    addWidgetExtension(
      factory: string,
      extension: { createNew(panel: NotebookPanel): { dispose(): void; readonly isDisposed: boolean } },
    ): unknown;
  };
}

/** A plugin of the application. */
export interface Plugin {
  readonly id: string;
  readonly description: string;
  readonly autoStart: boolean;
  activate(app: Application): void;
}
