import { createServer, type Server } from "node:net";

/** A server listening on a port of the loopback interface that the system chose, or that is given; gives that port. */
export function listen(server: Server, wanted = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    server.on("error", reject);
    server.listen(wanted, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
}

/** Ports that no system chooses for the near end of a connection: Linux takes those from 32,768 on. */
const [FIRST, BEHIND] = [20_000, 32_000];

const given = new Set<number>();

/** A port that was free a moment ago, and that nothing takes meanwhile but a server that asks for it. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    const port = FIRST + Math.floor(Math.random() * (BEHIND - FIRST));
    if (given.has(port)) continue;
    given.add(port);
    const server = createServer();
    const isFree = await listen(server, port).then(
      () => true,
      () => false,
    );
    await new Promise((resolve) => server.close(resolve));
    if (isFree) return port;
  }
  throw new Error(`no port of ${FIRST} to ${BEHIND} is free`);
}
