/** JSON values on a command line, as `--set-json` takes them. */
import { quote } from "../model/quote.js";
import { failed, treeOf, type Value } from "./tree.js";

/** @throws MigError INVALID_INPUT for what is no JSON, or nested too deep */
export function parseJson(text: string): Value {
  return treeOf(plainJson(text));
}

function plainJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw failed(`${quote(text)} is no JSON`);
  }
}

const JSON_STRING = /"(?:[^"\\]|\\.)*"?/y;

/** Where the comma behind a JSON value stands, or the end. */
export function jsonEnd(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const character = text[at] ?? "";
    JSON_STRING.lastIndex = at;
    if (character === '"') at += (JSON_STRING.exec(text)?.[0].length ?? 1) - 1;
    else if ("[{".includes(character)) depth++;
    else if ("]}".includes(character)) depth--;
    else if (character === "," && depth === 0) return at;
  }
  return text.length;
}
