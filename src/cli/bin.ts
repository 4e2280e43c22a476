#!/usr/bin/env node
import { run } from "./main.js";
import { processIo } from "./process-io.js";

void run(process.argv.slice(2), processIo()).then((status) => {
  // Not process.exit: standard output may still be draining.
  process.exitCode = status;
});
