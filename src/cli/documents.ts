import { type Document, isScalar, parseAllDocuments, visit } from "yaml";
import { MigError } from "../error.js";
import type { Io } from "./io.js";

/** Enough for a document that people write; a bomb of aliases needs thousands. */
const MAX_ALIASES = 100;
const MAX_DEPTH = 200;

/** The value of a YAML or JSON file; "-" is standard input. @throws MigError INVALID_INPUT */
export async function readDocument(io: Io, path: string): Promise<unknown> {
  const [first = null, ...more] = await readAllDocuments(io, path);
  if (more.length === 0) return first;
  throw new MigError("INVALID_INPUT", `${fileName(path)}: holds ${more.length + 1} documents, and one is needed`);
}

/** The values of all documents of a YAML file, or of the one of a JSON file. @throws MigError INVALID_INPUT */
export async function readAllDocuments(io: Io, path: string): Promise<readonly unknown[]> {
  const text = await io.read(path);
  const name = fileName(path);
  if (opensDeep(text)) throw new MigError("INVALID_INPUT", `${name}: nested more than ${MAX_DEPTH} deep`);
  // JSON is YAML too, but its own parser is a hundred times faster; what it refuses may still be YAML in braces.
  const json = /^\s*[{[]/.test(text) ? asJson(text) : undefined;
  return json === undefined ? asYaml(text, name) : [json];
}

/** Reads what came out of a file; errors name the file. */
export function inFile<Value>(path: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof MigError)) throw error;
    throw new MigError(error.code, `${fileName(path)}: ${error.message}`, { faults: error.faults, cause: error });
  }
}

/** What messages call a file. */
export function fileName(path: string): string {
  return path === "-" ? "standard input" : path;
}

/** Whether brackets open deeper than any document of ours; the YAML parser takes minutes over megabytes of them. */
function opensDeep(text: string): boolean {
  let depth = 0;
  for (let i = 0; i < text.length && depth <= MAX_DEPTH; i++) {
    const sign = text[i];
    if (sign === "[" || sign === "{") depth++;
    else if ((sign === "]" || sign === "}") && depth > 0) depth--;
  }
  return depth > MAX_DEPTH;
}

/** Whether an argument names a document rather than a GPU model. */
export function isDocumentPath(text: string): boolean {
  return /\.(json|ya?ml)$/i.test(text);
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function asYaml(text: string, name: string): readonly unknown[] {
  try {
    // Its type for a text without documents is an empty list with a property.
    const documents = parseAllDocuments(text, { uniqueKeys: false, logLevel: "error" }) as readonly Document[];
    return documents.map((document) => {
      const [error] = document.errors;
      if (error !== undefined) throw error;
      refuseRepeatedKeys(document);
      return document.toJS({ maxAliasCount: MAX_ALIASES });
    });
  } catch (cause) {
    const [first = ""] = String(cause instanceof Error ? cause.message : cause).split("\n");
    throw new MigError("INVALID_INPUT", `${name}: not readable as YAML or JSON: ${first.replace(/:$/, "")}`, { cause });
  }
}

/** The parser's own check compares every key with every other: minutes for a megabyte of them. */
function refuseRepeatedKeys(document: Document): void {
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        const value = isScalar(key) ? key.value : key;
        if (seen.has(value)) throw new Error(`the key ${String(value)} stands twice`);
        seen.add(value);
      }
    },
  });
}
