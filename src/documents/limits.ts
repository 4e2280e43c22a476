/** What a document may cost to read, whatever is in it: refused with MigError INVALID_INPUT beyond. */

import { MigError } from "../error.js";
import { CostFault } from "./go-yaml/fault.js";
import type { TokenType } from "./go-yaml/tokens.js";

/** Of UTF-8, the limit of a ConfigMap; what is larger is refused unread. */
export const MAX_BYTES = 1_048_576;
/** Scalars and indicators: 1 MiB of mig-parted configs has fewer than 137,000. */
export const MAX_TOKENS = 150_000;
/** Lists and maps within each other, aliases followed; go-yaml itself stops at 10,000. */
export const MAX_DEPTH = 200;
/** People who write anchors need far fewer; what stands behind them go-yaml's own measure limits. */
export const MAX_ALIASES = 1000;

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

/** Counts the tokens of one text. @throws CostFault, from what it gives, above the limits */
export function tokenCount(): (type: TokenType) => void {
  let tokens = 0;
  let aliases = 0;
  return (type) => {
    if (++tokens > MAX_TOKENS) throw new CostFault(`more than ${MAX_TOKENS} tokens`);
    if (type === "alias" && ++aliases > MAX_ALIASES) throw new CostFault(`more than ${MAX_ALIASES} aliases`);
  };
}
