/**
 * One plan, many aggregates, all cores.
 * @module
 */
import type { AggregateRequest } from "../contract/index.js";
import { exactRequest } from "./aggregates/sum.js";
import type { ScanOptions } from "./options.js";
import { finishStates, inPasses, type ScanInput, WHOLE, withKernels } from "./passes.js";

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
      waiting = waiting.flatMap(({ request, index }, i) => {
        const states = shares.flatMap((share) => share.states[i]!);
        const finished = withKernels(options.kernels, (kernels) => finishStates(request, states, kernels));
        if ("again" in finished) return [{ request: { ...finished.again, columns: request.columns }, index }];
        results[index] = finished.done;
        return [];
      });
    }
  });
  return results;
}
