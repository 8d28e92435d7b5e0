import type { DisplayOptions, JsonObject, MimeBundle, ProgressUpdate } from "../../contract/index.js";
import type { PublishType } from "../wire/message.js";

/**
 * What stands under one cell, as far as progress bars must know that are to go away. Jupyter can empty a display but
 * takes none out of a cell, so where bars are all there is the cell is cleared, which leaves nothing in the notebook.
 */
export interface Outputs {
  /** Publishes something that stays: a result, an error, a display. */
  publish(type: PublishType, content: JsonObject): void;
  display(data: MimeBundle, options?: DisplayOptions): void;
  /** Shows a picture of a bar, or takes the bar away. */
  bar(data: MimeBundle, options: DisplayOptions, update: ProgressUpdate): void;
  /** Text came by another way. */
  printed(): void;
  /** Removes the cell's output, at once or when the next output comes. */
  clear(wait: boolean): void;
  /** The cell is done: what waits for a next output is not going to get one. */
  end(): void;
}

/** The outputs of a cell, published as part of its request. */
export function createOutputs(publish: (type: PublishType, content: JsonObject) => void): Outputs {
  const fleeting = new Set<string>();
  let stays = false;
  let waits = false;
  let isOver = false;

  const add = (type: PublishType, content: JsonObject): void => {
    waits = false;
    publish(type, content);
  };
  const show = (data: MimeBundle, { displayId, update = false, metadata = {} }: DisplayOptions): void => {
    const transient: JsonObject = displayId === undefined ? {} : { display_id: displayId };
    const content = { data, metadata, transient };
    if (update) publish("update_display_data", content);
    else add("display_data", content);
  };
  const clear = (wait: boolean): void => {
    waits = wait;
    publish("clear_output", { wait });
  };
  return {
    publish(type, content) {
      stays = true;
      add(type, content);
    },
    display(data, options = {}) {
      stays = true;
      show(data, options);
    },
    bar(data, options, { id, state, leave }) {
      if (leave === false && state === "running") fleeting.add(id);
      else fleeting.delete(id);
      if (leave !== false || (state !== "running" && state !== "done")) stays = true;
      else if (state === "done" && !stays && !isOver && fleeting.size === 0) return clear(true);
      show(data, options);
    },
    printed() {
      stays = true;
      waits = false;
    },
    clear(wait) {
      stays = false;
      clear(wait);
    },
    end() {
      isOver = true;
      if (waits) clear(false);
    },
  };
}
