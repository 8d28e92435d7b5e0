/**
 * Has the process use two threads, however many cores there are: for tests of threads that are all busy, and of memory,
 * of which Node.js takes some 20 MB for each thread. Import it before anything starts threads.
 * @module
 */
import { syncBuiltinESMExports } from "node:module";
import os from "node:os";

os.availableParallelism = () => 2;
syncBuiltinESMExports();
