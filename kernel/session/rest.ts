import { Session } from "node:inspector";
import { getHeapStatistics } from "node:v8";

/** How long nothing must have been asked of the kernel before it collects, in milliseconds. */
const QUIET_MS = 300;
/** How much larger than after the last collection the heap must be for the next one to be worth its time. */
const GROWTH = 1.25;
/** Bytes in use, garbage included, above which nothing is collected: V8 takes 1.1 ms for every megabyte that stays. */
const LARGEST = 512 * 2 ** 20;

/** What the idle kernel works with. */
export interface RestServices {
  /** Bytes of the heap, with what is free in it, and bytes in use. */
  heap(): { readonly size: number; readonly used: number };
  /** Collects garbage and gives free memory back to the system; resolves when done. */
  collect(): Promise<void>;
}

/** Gives memory back to the system while nobody waits for the kernel. */
export interface Rest {
  /** Work begins: nothing is collected until {@link Rest.begin}. */
  end(): void;
  /** Nothing is left to do. */
  begin(): void;
}

/**
 * Collects once the kernel has been quiet for a while and the heap has grown. V8 alone keeps what a cell used, a full
 * nursery of 32 MB foremost, until it allocates again; a notebook that is merely open would hold it for ever.
 */
export function createRest({ heap, collect }: RestServices): Rest {
  let timer: NodeJS.Timeout | undefined;
  let before = 0;
  const tidy = async (): Promise<void> => {
    const { size, used } = heap();
    if (size < before * GROWTH || used > LARGEST) return;
    await collect();
    before = heap().size;
  };
  return {
    end: () => clearTimeout(timer),
    begin() {
      clearTimeout(timer);
      timer = setTimeout(() => void tidy(), QUIET_MS);
      timer.unref();
    },
  };
}

/** The heap of this thread. */
export function heapOfThread(): { readonly size: number; readonly used: number } {
  const { total_heap_size: size, used_heap_size: used } = getHeapStatistics();
  return { size, used };
}

/**
 * Collects as for low memory: unlike `gc()`, it also empties and shrinks the nursery. Only the inspector offers that.
 */
export function collectGarbage(): Promise<void> {
  return new Promise((done) => {
    const inspector = new Session();
    inspector.connect();
    inspector.post("HeapProfiler.collectGarbage", () => {
      done();
      // Not within the answer: the session still holds a lock there, and would wait for itself.
      setImmediate(() => inspector.disconnect());
    });
  });
}
