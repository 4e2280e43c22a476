import type { Finding } from "../../documents/finding.js";
import type { ReviewOptions, RuleAction, Ruled } from "./types.js";

const BY_SEVERITY: Readonly<Record<Finding["severity"], RuleAction>> = { error: "deny", warning: "warn", note: "off" };

/** Findings with what a table of rules makes of them. */
export function ruled(
  findings: readonly Finding[],
  rules: Readonly<Record<string, RuleAction | undefined>> = {},
): readonly Ruled[] {
  return findings.map((finding) => {
    const said = Object.hasOwn(rules, finding.code) ? rules[finding.code] : undefined;
    return { finding, action: said ?? BY_SEVERITY[finding.severity] };
  });
}

/** Nothing is known that the object could be judged by. */
export function notKnown(message: string, { onUnknown }: ReviewOptions): Ruled {
  return unknown({ severity: "warning", code: "UNKNOWN", message, path: [] }, onUnknown);
}

/** An object that cannot be read. */
export function unreadable(message: string, { onUnknown }: ReviewOptions): Ruled {
  return unknown({ severity: "error", code: "UNREADABLE", message, path: [] }, onUnknown);
}

function unknown(finding: Finding, onUnknown: ReviewOptions["onUnknown"]): Ruled {
  return { finding, action: onUnknown === "deny" ? "deny" : "warn" };
}

/** What stands in `now` and not already in `before`, one for one; where it stands does not matter, since lists shift. */
export function added(now: readonly Ruled[], before: readonly Ruled[]): readonly Ruled[] {
  const left = new Map<string, number>();
  for (const { finding } of before) left.set(keyOf(finding), (left.get(keyOf(finding)) ?? 0) + 1);
  return now.filter(({ finding }) => {
    const count = left.get(keyOf(finding)) ?? 0;
    left.set(keyOf(finding), count - 1);
    return count <= 0;
  });
}

function keyOf({ code, message }: Finding): string {
  return `${code} ${message}`;
}
