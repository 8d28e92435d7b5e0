import type { Json, JsonObject } from "../../contract/index.js";

/** The comms that are open, as comm_info_request wants them. */
export interface CommTable {
  /** Takes note of a comm message that passes by, in either direction. */
  note(type: string, content: JsonObject): void;
  /** Content of comm_info_reply. */
  info(target: Json | undefined): JsonObject;
}

/** An empty table. */
export function commTable(): CommTable {
  const open = new Map<string, string>();
  return {
    note(type, { comm_id, target_name }) {
      if (typeof comm_id !== "string") return;
      if (type === "comm_open" && typeof target_name === "string") open.set(comm_id, target_name);
      if (type === "comm_close") open.delete(comm_id);
    },
    info(target) {
      const wanted = [...open].filter(([, name]) => typeof target !== "string" || target === "" || name === target);
      return {
        status: "ok",
        comms: Object.fromEntries(wanted.map(([id, target_name]) => [id, { target_name }])),
      };
    },
  };
}
