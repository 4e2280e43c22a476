import { MigError } from "../../error.js";
import type { SimulationSpec } from "../../fleet/simulation/types.js";
import { parseDocument } from "../../schemas/index.js";
import { fileName, inFile, readDocument } from "../documents.js";
import type { Io } from "../io.js";
import type { Trace } from "./trace.js";

/** The spec in a file, with the trace of another file in it. @throws MigError that names the file */
export async function specArgument(io: Io, path: string, tracePath?: string): Promise<SimulationSpec> {
  if (tracePath === undefined) return specOf(path, await readDocument(io, path));
  if (path === "-" && tracePath === "-") throw wrong("standard input cannot be both the spec and the trace");
  const document = await readDocument(io, path);
  // The CSV parser is loaded for those who need it.
  const { readTrace } = await import("./trace.js");
  const text = await io.read(tracePath);
  const trace = inFile(tracePath, () => readTrace(text));
  // What is no object is refused as it is.
  if (typeof document !== "object" || document === null || Array.isArray(document)) return specOf(path, document);
  if ("trace" in document) throw wrong(`${fileName(path)}: has a trace of its own; take it out, or leave out --trace`);
  return atTheLine(tracePath, trace, () => specOf(path, { ...document, trace: trace.entries }));
}

function specOf(path: string, document: unknown): SimulationSpec {
  // zod types a key that may be left out as one that may be undefined; the schema has had it read by `simulate`'s own reader.
  return inFile(path, () => parseDocument("simulationSpec", document)) as SimulationSpec;
}

/** A fault in a trace that came out of a file stands in that file, not in the spec. */
function atTheLine<Value>(path: string, { lines }: Trace, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof MigError)) throw error;
    const [fault] = error.faults;
    const [key, index, column] = fault?.path ?? [];
    if (fault === undefined || key !== "trace" || typeof index !== "number") throw error;
    throw new MigError(
      error.code,
      `${fileName(path)}: line ${lines[index]}${column === undefined ? "" : `, column ${column}`}: ${fault.message}`,
      { faults: error.faults, cause: error },
    );
  }
}

function wrong(message: string): MigError {
  return new MigError("INVALID_INPUT", message);
}
