import { spawn } from "node:child_process";
import { StringDecoder } from "node:string_decoder";
import { ambient } from "../../contract/index.js";

/** Milliseconds between the interrupt of a command and its end by force. */
const GRACE = 2000;

/** A command that did not succeed. */
export class CommandFailed extends Error {
  override readonly name = "CommandFailed";
  readonly command: string;
  /** Exit code, or undefined when a signal ended it. */
  readonly exitCode: number | undefined;
  constructor(command: string, exitCode: number | undefined, signal: string | undefined) {
    const first = command.trim().split("\n")[0];
    super(`'${first}' ${exitCode === undefined ? `was ended by ${signal}` : `failed with exit code ${exitCode}`}`);
    this.command = command;
    this.exitCode = exitCode;
  }
}

/**
 * Runs commands in the system's shell, in the notebook's folder. Output appears as it comes; an interrupt of the cell
 * ends the command and all it started.
 *
 * @param command  one or more lines for `/bin/sh`, or for `cmd.exe` on Windows
 * @throws CommandFailed when the exit code is not 0; append `|| true` where that is expected
 */
export async function shell(command: string): Promise<void> {
  await runCommand(command);
}

/** {@link shell} with more in the environment. */
export async function runCommand(command: string, environment: NodeJS.ProcessEnv = {}): Promise<void> {
  const context = ambient();
  const isWindows = process.platform === "win32";
  context?.signal.throwIfAborted();
  // In a process group of its own, so that an interrupt reaches everything it started.
  const child = spawn(command, {
    shell: true,
    env: { ...process.env, ...environment },
    cwd: context?.directory ?? process.cwd(),
    stdio: ["ignore", "pipe", "pipe"],
    detached: !isWindows,
  });
  const kill = (signal: NodeJS.Signals): void => {
    if (child.pid === undefined || child.exitCode !== null) return;
    try {
      if (isWindows) spawn("taskkill", ["/pid", String(child.pid), "/T", "/F"]);
      else process.kill(-child.pid, signal);
    } catch {
      // It ended in between.
    }
  };
  let force: NodeJS.Timeout | undefined;
  const interrupt = (): void => {
    kill("SIGINT");
    force = setTimeout(kill, GRACE, "SIGKILL");
    force.unref();
  };
  context?.signal.addEventListener("abort", interrupt, { once: true });
  forward(child.stdout, process.stdout);
  forward(child.stderr, process.stderr);
  try {
    const [code, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (...ended) => resolve(ended));
    });
    context?.signal.throwIfAborted();
    if (code !== 0) throw new CommandFailed(command, code ?? undefined, signal ?? undefined);
  } finally {
    clearTimeout(force);
    context?.signal.removeEventListener("abort", interrupt);
  }
}

function forward(from: NodeJS.ReadableStream, to: NodeJS.WritableStream): void {
  const decoder = new StringDecoder("utf8");
  from.on("data", (chunk: Buffer) => void to.write(decoder.write(chunk)));
  from.on("end", () => void to.write(decoder.end()));
}
