import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** What one run of the peer took. */
export interface PeerRun {
  readonly seconds: number;
  /** Growth of its peak resident memory in bytes. */
  readonly memory: number;
}

/** A Python process that stays, so that imports are not part of what is timed. */
export interface Peer {
  /** Runs Python code. @throws Error with the Python exception */
  run(code: string): Promise<PeerRun>;
  close(): void;
}

/** Starts `peer.py` with an interpreter. */
export function startPeer(python: string, script: string): Peer {
  const child: ChildProcess = spawn(python, [script], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  return {
    async run(code) {
      child.stdin!.write(`${JSON.stringify({ code })}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`the peer ended while running: ${code}`);
      const answer: PeerRun & { error?: string } = JSON.parse(value);
      if (answer.error !== undefined) throw new Error(`the peer failed: ${answer.error}\n${code}`);
      return answer;
    },
    close: () => void child.kill(),
  };
}
