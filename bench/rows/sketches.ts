import { join } from "node:path";
import {
  aggregate,
  correlation,
  histogram2d,
  mean,
  memmap,
  norm,
  quantiles,
  sum,
  topK,
  uniform,
  zip,
} from "tslab-bigdata";
import type { Row, RowGroup } from "../row.js";

/** Expressions, sketches and two-column statistics, against NumPy and numexpr on memory maps of the same files. */
export const sketches: RowGroup = {
  name: "sketches",
  async prepare(folder, size) {
    const [pathX, pathY] = [join(folder, "x.bin"), join(folder, "y.bin")];
    await norm.rvs({ size, seed: 1 }).toFile(pathX);
    await uniform.rvs({ size, seed: 2 }).toFile(pathY);
    const x = await memmap(pathX, { dtype: "float64" });
    const y = await memmap(pathY, { dtype: "float64" });
    const bytes = await memmap(pathX, { dtype: "uint8", shape: size });
    const both = zip({ x, y });
    const range = [
      [-4, 4],
      [0, 1],
    ] as const;
    const millions = `${size / 1e6} M`;
    const shared = {
      pythonSetup:
        `import numpy as np, numexpr as ne; x = np.memmap(${JSON.stringify(pathX)}, "f8", "r"); ` +
        `y = np.memmap(${JSON.stringify(pathY)}, "f8", "r"); u = np.memmap(${JSON.stringify(pathX)}, "u1", "r", shape=${size})`,
    };
    const rows: Row[] = [
      {
        ...shared,
        atLeast: 1,
        work: `exact mean of x where (x > 0.5) & (y < 0.3), ${millions}`,
        peer: "numexpr and NumPy",
        python: 'x[ne.evaluate("(x > 0.5) & (y < 0.3)")].mean()',
        ours: () => aggregate(both, { m: mean("x") }, { where: "(x > 0.5) & (y < 0.3)" }),
      },
      {
        ...shared,
        atLeast: 0.5,
        work: `exact sum of sqrt(abs(x)) * y + 1, ${millions}`,
        peer: "numexpr and NumPy",
        python: 'ne.evaluate("sqrt(abs(x)) * y + 1").sum()',
        ours: () => both.map("sqrt(abs(x)) * y + 1").sum(),
      },
      {
        ...shared,
        atLeast: 1,
        work: `histogram2d, 400 × 300 bins, ${millions}`,
        peer: "NumPy",
        python: "np.histogram2d(x, y, bins=[400, 300], range=[[-4, 4], [0, 1]])",
        ours: () => aggregate(both, { h: histogram2d("x", "y", { bins: [400, 300], range }) }),
      },
      {
        ...shared,
        atLeast: 1,
        work: `exact correlation, ${millions}`,
        peer: "NumPy",
        python: "np.corrcoef(x, y)",
        ours: () => aggregate(both, { r: correlation("x", "y") }),
      },
      {
        ...shared,
        atLeast: 1,
        work: `distinct values, ${millions}`,
        peer: "NumPy",
        python: "len(np.unique(x))",
        ours: () => x.distinct(),
      },
      {
        ...shared,
        atLeast: 1,
        work: `10 most frequent of ${millions} uint8`,
        peer: "NumPy",
        python: "v, c = np.unique(u, return_counts=True); v[np.argsort(-c)[:10]]",
        ours: () => aggregate(bytes, { t: topK({ k: 10 }) }),
      },
      {
        ...shared,
        atLeast: 1,
        work: `quartiles within 1 % (DDSketch), ${millions}`,
        peer: "NumPy, exact",
        python: "np.quantile(x, [0.25, 0.5, 0.75])",
        ours: () => aggregate(x, { q: quantiles({ q: [0.25, 0.5, 0.75], sketch: true }) }),
      },
      {
        ...shared,
        atLeast: 1,
        work: `sum by function, x => x * x, ${millions}`,
        peer: "NumPy",
        python: "np.square(x).sum()",
        ours: () =>
          aggregate(
            x.map((value) => value * value),
            { s: sum() },
          ),
      },
    ];
    return rows;
  },
};
