/** What a document may cost to read, whatever is in it: refused with MigError INVALID_INPUT beyond. */

import { MigError } from "../error.js";

/** Of UTF-8, the limit of a ConfigMap; what is larger is refused unread. */
export const MAX_BYTES = 1_048_576;
/** Scalars, indicators and comments: 1 MiB of mig-parted configs has 137,000, and a parser takes a second over them. */
export const MAX_TOKENS = 150_000;
/** Brackets within brackets. */
export const MAX_DEPTH = 200;
/** By themselves, and times what stands behind them: a bomb needs more, and people who write anchors far fewer. */
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
