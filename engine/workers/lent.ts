/**
 * A thread that is lent: serves one borrower after the other.
 * @module
 */
import { parentPort } from "node:worker_threads";
import type { Loan, Service } from "./loan.js";

parentPort?.on("message", async ({ service, data, port }: Loan) => {
  const { serve } = (await import(service)) as Service;
  await serve(data, port);
});
