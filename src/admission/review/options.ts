import { atTheDoor } from "../../door.js";
import { MigError, type Path, pathText } from "../../error.js";
import { deepFreeze } from "../../model/freeze.js";
import { nearest } from "../../model/nearest.js";
import { quote, show } from "../../model/quote.js";
import { CODES } from "./codes.js";
import type { ReviewOptions, RuleAction } from "./types.js";

const RULES = ["rules", "nodeRules", "fileRules"] as const;
const KEYS: readonly string[] = ["mutate", "onUnknown", ...RULES];

/** Options that were read, which need no second look. */
const read = new WeakSet<object>();

/**
 * The options of `reviewAdmission`, as they come out of a file: a server can refuse wrong ones when
 * it starts. What this gives is not read again, here or there.
 *
 * @throws MigError INVALID_INPUT with the path, for what is no option, no rule or no action
 */
export function readReviewOptions(options: unknown): ReviewOptions {
  return atTheDoor(() => {
    if (isRead(options)) return options;
    const fields = objectAt(options, []);
    refuseOdd(Object.keys(fields), KEYS, []);
    const { mutate, onUnknown } = fields;
    if (mutate !== undefined && typeof mutate !== "boolean")
      throw invalid(["mutate"], `true or false is needed, not ${show(mutate)}`);
    if (onUnknown !== undefined && onUnknown !== "allow" && onUnknown !== "deny")
      throw invalid(["onUnknown"], `allow or deny is needed, not ${show(onUnknown)}`);
    const rules = RULES.flatMap((key) => (fields[key] === undefined ? [] : [[key, actionsAt(fields[key], key)] as const]));
    const answer: ReviewOptions = deepFreeze({
      ...(mutate === undefined ? {} : { mutate }),
      ...(onUnknown === undefined ? {} : { onUnknown }),
      ...Object.fromEntries(rules),
    });
    read.add(answer);
    return answer;
  });
}

function isRead(options: unknown): options is ReviewOptions {
  return typeof options === "object" && options !== null && read.has(options);
}

function actionsAt(value: unknown, key: (typeof RULES)[number]): Readonly<Record<string, RuleAction>> {
  const entries = Object.entries(objectAt(value, [key]));
  refuseOdd(
    entries.map(([code]) => code),
    CODES[key],
    [key],
  );
  const actions = entries.flatMap(([code, action]) => {
    if (action === undefined) return [];
    if (action !== "deny" && action !== "warn" && action !== "off")
      throw invalid([key, code], `deny, warn or off is needed, not ${show(action)}`);
    return [[code, action] as const];
  });
  return Object.fromEntries(actions);
}

function refuseOdd(keys: readonly string[], known: readonly string[], path: Path): void {
  const odd = keys.find((key) => !known.includes(key));
  if (odd === undefined) return;
  const close = nearest(odd, known);
  throw invalid(path, `${quote(odd)} is none of its keys; ${(close.length > 0 ? close : known).join(", ")} would be`);
}

function objectAt(value: unknown, path: Path): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw invalid(path, `an object is needed, not ${show(value)}`);
}

function invalid(path: Path, message: string): MigError {
  return new MigError("INVALID_INPUT", `${pathText(path)}${message}`, { path });
}
