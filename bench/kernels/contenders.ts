import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { kernelspec } from "../../kernel/install/kernelspec.js";

/** A kernel that is measured. */
export interface Contender {
  readonly name: string;
  /** How the driver talks to it: the code it understands. */
  readonly dialect: "typescript" | "tslab" | "deno" | "python";
  readonly argv: readonly string[];
}

/**
 * The kernels side by side.
 *
 * @param root    the checkout
 * @param python  an interpreter with ipykernel
 * @param deno    Deno's program
 */
export function contenders(root: string, python: string, deno: string): readonly Contender[] {
  const tslab = join(root, "node_modules", "tslab", "bin", "tslab");
  const { argv } = kernelspec(process.execPath);
  return [
    { name: "ours", dialect: "typescript", argv: argv as readonly string[] },
    { name: "ipykernel", dialect: "python", argv: [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"] },
    { name: "deno", dialect: "deno", argv: [deno, "jupyter", "--kernel", "--conn", "{connection_file}"] },
    {
      name: "tslab",
      dialect: "tslab",
      argv: [process.execPath, tslab, "kernel", "--config-path", "{connection_file}"],
    },
  ];
}

/** Writes kernelspecs into a Jupyter data folder. */
export function writeKernelspecs(folder: string, kernels: readonly Contender[]): void {
  for (const { name, argv } of kernels) {
    const place = join(folder, "kernels", name);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, "kernel.json"), JSON.stringify({ argv, display_name: name, language: "typescript" }));
  }
}
