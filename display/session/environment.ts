const SECRET = /key|token|secret|passw|credential/i;

/**
 * Shows or changes the environment, as IPython's `%env`.
 *
 * @param assignment  nothing prints all variables, with secrets hidden; `NAME` prints one; `NAME=value` or
 *                    `NAME value` sets one for this process and the commands it starts
 * @throws Error for a variable that is not set
 */
export async function environment(assignment = ""): Promise<void> {
  const text = assignment.trim();
  const found = /^([^\s=]+)(?:\s*=\s*|\s+)(.*)$/s.exec(text);
  if (found) {
    process.env[found[1]] = found[2];
    process.stdout.write(`env: ${found[1]}=${found[2]}\n`);
    return;
  }
  if (text !== "") {
    const value = process.env[text];
    if (value === undefined) throw new Error(`environment variable '${text}' is not set`);
    process.stdout.write(`${value}\n`);
    return;
  }
  const lines = Object.entries(process.env)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${SECRET.test(name) ? "<hidden>" : value}\n`);
  process.stdout.write(lines.join(""));
}
