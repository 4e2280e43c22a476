/** What stands on the command line -> what the library takes. */
import { MigError } from "../error.js";
import { parseLayout } from "../gpu/layout.js";
import type { Layout } from "../gpu/types.js";
import { gpuModel } from "../model/catalogue.js";
import { defineGpuModel } from "../model/define.js";
import type { Demand, GpuModel, GpuModelSpec } from "../model/types.js";
import { parseDocument, type SchemaName } from "../schemas/index.js";
import { inFile, isDocumentPath, readDocument } from "./documents.js";
import type { Io } from "./io.js";

export interface ModelOptions {
  readonly driver?: string;
}

/** A demand on GPUs of one model. */
interface Problem {
  readonly model: GpuModel;
  readonly demand: Demand;
}

/** A built-in model by any of its names, or a model of one's own from a file. */
export async function modelArgument(io: Io, ref: string, options: ModelOptions): Promise<GpuModel> {
  return isDocumentPath(ref) ? ownModel(await documentArgument(io, ref, "gpuModel"), options) : builtInModel(ref, options);
}

/** "MODEL P=N...", or one file that holds both. */
export async function problemArgument(io: Io, operands: readonly string[], options: ModelOptions): Promise<Problem> {
  const [first = "", ...counts] = operands;
  if (counts.length > 0) return { model: await modelArgument(io, first, options), demand: countsArgument(counts) };
  if (first !== "-" && !isDocumentPath(first)) {
    throw wrong(`${first}: counts such as 1g.10gb=7 are needed after a model, or a demand file that ends in .yaml or .json`);
  }
  const { model, demand } = await documentArgument(io, first, "packProblem");
  return { model: typeof model === "string" ? builtInModel(model, options) : ownModel(model, options), demand };
}

async function documentArgument<Name extends SchemaName>(io: Io, path: string, schema: Name) {
  const value = await readDocument(io, path);
  return inFile(path, () => parseDocument(schema, value));
}

function builtInModel(ref: string, { driver }: ModelOptions): GpuModel {
  return driver === undefined ? gpuModel(ref) : gpuModel(ref, { driver: wholeArgument(driver, "--driver") });
}

function ownModel(spec: unknown, { driver }: ModelOptions): GpuModel {
  if (driver !== undefined) throw wrong("--driver narrows built-in models; a model of your own says which driver it is for");
  // The schema has accepted it, and defineGpuModel checks it again.
  return defineGpuModel(spec as GpuModelSpec);
}

/** "1g.10gb=7 2g.20gb=1e6": spellings that are repeated add up. */
function countsArgument(texts: readonly string[]): Demand {
  const demand = new Map<string, number>();
  for (const text of texts) {
    const split = text.lastIndexOf("=");
    if (split <= 0) throw wrong(`${text}: a profile and a count are needed, such as 1g.10gb=7`);
    const profile = text.slice(0, split);
    demand.set(profile, (demand.get(profile) ?? 0) + wholeArgument(text.slice(split + 1), profile));
  }
  return Object.fromEntries(demand);
}

/** Digits, or digits with a whole exponent: what is read is exactly what was written. */
export function wholeArgument(text: string, name: string): number {
  const number = /^\d{1,16}(?:e\+?\d{1,2})?$/i.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(number)) return number;
  throw wrong(`${name}: a whole number up to 2^53 - 1 is needed, such as 7 or 1e6, not ${JSON.stringify(text.slice(0, 40))}`);
}

/** "P@S,P@S", or nothing; `name` is what errors call it. */
export function layoutArgument(model: GpuModel, text: string | undefined, name: string): Layout {
  if (text === undefined) return [];
  try {
    return parseLayout(model, text);
  } catch (error) {
    if (!(error instanceof MigError)) throw error;
    throw new MigError(error.code, error.message.replace(/^text\b/, name), { faults: error.faults, cause: error });
  }
}

/** "P,P". */
export function listArgument(text: string): readonly string[] {
  return text.split(",").map((part) => part.trim());
}

/** The error for an argument. */
function wrong(message: string): MigError {
  return new MigError("INVALID_INPUT", message);
}
