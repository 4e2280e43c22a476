import type { Finding } from "../documents/finding.js";
import { counted } from "../model/quote.js";

const COLOURS = { error: "\u001b[31m", warning: "\u001b[33m", note: "\u001b[36m" } as const;
const PLAIN = "\u001b[0m";

/** Findings as compilers print them, so that editors find the places, with a line that counts them. */
export function findingsText(file: string, findings: readonly Finding[], colour: boolean): string {
  const lines = findings.map(({ severity, code, message, hint, position, path }) => {
    const place = position === undefined ? placeless(file, path) : `${file}:${position.line}:${position.column}`;
    const word = colour ? `${COLOURS[severity]}${severity}${PLAIN}` : severity;
    return `${place}: ${word}: ${message} [${code}]${hint === undefined ? "" : `\n    ${hint}`}`;
  });
  return [...lines, "", countsText(findings)].join("\n");
}

function placeless(file: string, path: Finding["path"]): string {
  return path.length === 0 ? file : `${file}: ${path.join(".")}`;
}

function countsText(findings: readonly Finding[]): string {
  return (["error", "warning", "note"] as const)
    .map((severity) => ({ severity, count: findings.filter((finding) => finding.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => counted(count, severity))
    .join(", ");
}
