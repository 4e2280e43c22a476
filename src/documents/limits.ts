/** What a document may cost to read, whatever is in it: refused with MigError INVALID_INPUT beyond. */
import { CST, Lexer } from "yaml";
import { MigError } from "../error.js";
import { CostFault, YamlFault } from "./go-yaml/fault.js";

/** Of UTF-8, the limit of a ConfigMap; what is larger is refused unread. */
const MAX_BYTES = 1_048_576;
/** Scalars, indicators and comments: 1 MiB of mig-parted configs has fewer than 137,000. */
const MAX_TOKENS = 150_000;
/** With the white space between them. */
const MAX_PIECES = 3 * MAX_TOKENS;
/** Lists and maps within each other, aliases followed; go-yaml itself stops at 10,000. */
export const MAX_DEPTH = 200;
/** People who write anchors need far fewer; what stands behind them go-yaml's own measure limits. */
const MAX_ALIASES = 1000;

/** @throws MigError INVALID_INPUT for a text above 1 MiB, or what is no text */
export function refuseLarge(text: unknown, name: string): asserts text is string {
  if (typeof text !== "string") throw new MigError("INVALID_INPUT", `${name}: a text is needed`);
  // A UTF-16 unit is one to three bytes of UTF-8; only texts between need be counted.
  if (text.length > MAX_BYTES || (text.length * 3 > MAX_BYTES && bytesOf(text) > MAX_BYTES)) {
    throw new MigError("INVALID_INPUT", `${name}: larger than 1 MiB, a ConfigMap's limit, and not read`);
  }
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** All that YAML does not allow; the `yaml` package would. */
const CONTROL = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/**
 * What a parser would take seconds over, found by the lexer alone.
 *
 * @throws YamlFault for control characters, CostFault above the limits
 */
export function refuseCostly(text: string): void {
  const control = CONTROL.exec(text);
  if (control !== null) throw new YamlFault("control characters are not allowed", control.index);
  let depth = 0;
  let tokens = 0;
  let pieces = 0;
  let aliases = 0;
  for (const token of new Lexer().lex(text)) {
    if (!isMark(token)) tokens++;
    if (tokens > MAX_TOKENS || ++pieces > MAX_PIECES) throw new CostFault(`more than ${MAX_TOKENS} tokens`);
    if (token === "[" || token === "{") depth++;
    else if (token === "]" || token === "}") depth--;
    else if (token.startsWith("*") && ++aliases > MAX_ALIASES) throw new CostFault(`more than ${MAX_ALIASES} aliases`);
    if (depth > MAX_DEPTH) throw new CostFault(`nested more than ${MAX_DEPTH} deep`);
  }
}

/** White space, and the lexer's own marks before documents and scalars. */
function isMark(token: string): boolean {
  return token === CST.DOCUMENT || token === CST.SCALAR || token.trim() === "";
}
