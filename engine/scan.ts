/**
 * One plan, many aggregates, all cores.
 * @module
 */
import type { AggregateRequest } from "../contract/index.js";
import { exactRequest } from "./aggregates/sum.js";
import type { ScanOptions } from "./options.js";
import { finishStates, inPasses, type ScanInput, WHOLE } from "./passes.js";
import { createBreath } from "./turns.js";
import { withKernels } from "./with-kernels.js";

export type { ScanInput } from "./passes.js";

/** Runs aggregates over a source in as few passes as they need; results in the order of the requests. */
export async function scan(
  input: ScanInput,
  requests: readonly AggregateRequest[],
  options: ScanOptions = {},
  label = "scan",
): Promise<unknown[]> {
  const results: unknown[] = requests.map(() => undefined);
  await inPasses(input, options, async (pass) => {
    // rows get numbers when another aggregate needs them; a sum must not depend on what is asked beside it
    const sure = input.source.access === "scannable" ? requests.map(exactRequest) : requests;
    let waiting = sure.map((request, index) => ({ request, index }));
    while (waiting.length > 0) {
      const asked = waiting.map(({ request }) => request);
      const shares = await pass(asked, WHOLE, label);
      const next: typeof waiting = [];
      const breath = createBreath();
      for (const [i, { request, index }] of waiting.entries()) {
        const states = shares.flatMap((share) => share.states[i]!);
        const finished = await withKernels(options.kernels, (kernels) =>
          finishStates(request, states, kernels, breath),
        );
        if ("again" in finished) next.push({ request: { ...finished.again, columns: request.columns }, index });
        else results[index] = finished.done;
      }
      waiting = next;
    }
  });
  return results;
}
