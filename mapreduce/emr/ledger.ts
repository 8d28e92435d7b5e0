/**
 * The one place where clusters that we created are named, so that none is forgotten and paid for.
 * @module
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/** A cluster that was created here and not yet ended. */
export interface Created {
  readonly id: string;
  readonly name: string;
  readonly region: string;
  /** ISO time. */
  readonly created: string;
}

/** The list, kept in a file. */
export interface Ledger {
  all(): readonly Created[];
  add(cluster: Created): void;
  remove(id: string): void;
}

/** The file, in the user's data folder. */
export function ledgerPath(): string {
  const base = process.env["XDG_DATA_HOME"] ?? join(homedir(), ".local", "share");
  return join(base, "tslab-bigdata", "emr-clusters.json");
}

/** Opens the list; a missing file is an empty list. */
export function openLedger(path: string = ledgerPath()): Ledger {
  const all = (): readonly Created[] => {
    try {
      return JSON.parse(readFileSync(path, "utf8")) as readonly Created[];
    } catch (cause) {
      if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return [];
      throw cause;
    }
  };
  const save = (clusters: readonly Created[]): void => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.new`, `${JSON.stringify(clusters, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  };
  return {
    all,
    add: (cluster) => save([...all().filter(({ id }) => id !== cluster.id), cluster]),
    remove: (id) => save(all().filter((cluster) => cluster.id !== id)),
  };
}

/** What to tell of clusters that still run; empty when there are none. */
export function forgottenText(clusters: readonly Created[], now: number): string {
  return clusters
    .map(({ id, name, region, created }) => {
      const hours = (now - Date.parse(created)) / 3_600_000;
      return `cluster ${id} (${name}, ${region}), created ${hours.toFixed(1)} h ago, was not terminated from here; it may cost money: %emr terminate --cluster ${id}`;
    })
    .join("\n");
}
