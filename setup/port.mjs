/** Whether JupyterLab can have a port of the loopback interface. */
import { createServer } from "node:net";

const REASONS = { EADDRINUSE: "another program listens on it", EACCES: "it needs root" };

/**
 * @param {number} port
 * @returns {Promise<string | undefined>} one line with the reason and the way out, when it cannot
 */
export function portProblem(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", ({ code }) =>
      resolve(
        `port ${port} cannot be had: ${REASONS[code] ?? code}; name another by --port N, or none to get one that is free`,
      ),
    );
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(undefined)));
  });
}
