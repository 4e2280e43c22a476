import { MigError } from "../error.js";
import { quote } from "./quote.js";
import type { ParsedProfile } from "./types.js";

/** What stands before the name in Kubernetes resources and in `nvidia-smi -L`. */
const PREFIX = /^(?:nvidia\.com\/mig-|mig-|MIG )/;
/** [Cc.]Gg.Mgb, then attributes. */
const NAME = /^(?:(\d{1,6})c\.)?(\d{1,6})g\.(\d{1,9})gb(.*)$/;
/** +a,b or -a,b; names may have parts, as me.all has. */
const ATTRIBUTES = /^([+-])([a-z]\w*(?:\.[a-z]\w*)*(?:,[a-z]\w*(?:\.[a-z]\w*)*)*)$/;
/** Resource names spell "+" as "." (1g.10gb.me), and "-" as it is. */
const DOTTED = /^\.(?=[a-z])/;
const LONGEST = 128;

/**
 * Takes a profile name apart: "1c.3g.40gb", "MIG 1g.10gb+me", "mig-1g.10gb.me",
 * "nvidia.com/mig-1g.10gb" (R42). It says nothing about whether any model has the profile.
 *
 * @throws MigError INVALID_PROFILE
 */
export function parseProfile(text: string): ParsedProfile {
  if (typeof text !== "string") throw invalid(`a profile name is needed, not ${text === null ? "null" : typeof text}`);
  const bare = text.length > LONGEST ? "" : text.replace(PREFIX, "");
  const match = NAME.exec(bare);
  if (match === null) throw invalid(`${quote(text)} is no profile name; they read 1g.10gb, 1c.3g.40gb or 1g.10gb+me`);
  const [, c, g = "", gb = "", rest = ""] = match;
  const attributes = parseAttributes(rest.replace(DOTTED, "+"), text);
  // A compute instance of full size is called as its GPU instance is (R42).
  const prefix = c === undefined || Number(c) === Number(g) ? "" : `${Number(c)}c.`;
  return Object.freeze({
    computeInstanceSlices: prefix === "" ? null : Number(c),
    computeSlices: Number(g),
    memoryGb: Number(gb),
    attributes: Object.freeze(attributes),
    name: `${prefix}${Number(g)}g.${Number(gb)}gb${spell(attributes)}`,
  });
}

function parseAttributes(text: string, whole: string): string[] {
  if (text === "") return [];
  const [, sign, list = ""] = ATTRIBUTES.exec(text) ?? [];
  const names = list.split(",");
  if (sign === undefined || new Set(names).size < names.length) {
    throw invalid(`${quote(whole)} has attributes that cannot be read; they read +me, +gfx, +me.all or -me`);
  }
  return names.map((name) => `${sign}${name}`);
}

/** ["+me", "+you"] -> "+me,you": one sign before all, since they never differ. */
function spell(attributes: readonly string[]): string {
  return attributes.map((attribute, i) => (i === 0 ? attribute : `,${attribute.slice(1)}`)).join("");
}

function invalid(message: string): MigError {
  return new MigError("INVALID_PROFILE", message);
}
