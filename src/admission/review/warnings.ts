/** Findings as texts that an API server passes on. */
import type { Finding } from "../../documents/finding.js";
import { pathText } from "../../error.js";

/** Characters of one warning: what clients show on a line. */
const WIDTH = 120;
/** So that all of them stay under the 4096 characters beyond which the API server cuts (apiserver endpoints/filters/warning.go). */
const MOST = 30;
/** Lines of one finding. */
const LINES = 4;
/** Of a message that denies. */
const LONGEST = 2048;
/** Findings in it. */
const TOLD = 8;

/**
 * Warnings of at most 120 characters, each once, since the API server drops the second of two that
 * are the same. A longer text goes on in the next, at most four of them; where one of these would be
 * the same as another's, the text is cut into shorter ones, and as many more. Control characters
 * would make the API server drop a warning without a word.
 */
export function warningsOf(findings: readonly Finding[]): readonly string[] {
  const lines = new Set<string>();
  // What comes after those that are told is only counted.
  for (const text of new Set(findings.map(sentence)))
    for (const line of lines.size < MOST ? unlike(lines, text) : wrapped(text, WIDTH)) lines.add(line);
  if (lines.size <= MOST) return [...lines];
  return [...[...lines].slice(0, MOST - 1), `and ${lines.size - MOST + 1} more warnings`];
}

/** The text in lines that are not said yet, where there is a way. */
function unlike(said: ReadonlySet<string>, text: string): readonly string[] {
  for (const cut of [betweenWords, anywhere])
    for (let width = WIDTH; width > WIDTH / 2; width--) {
      const lines = wrapped(text, width, cut);
      if (!lines.some((line) => said.has(line))) return lines;
    }
  return wrapped(text, WIDTH);
}

/** Why a request is denied, in one line. */
export function denialOf(findings: readonly Finding[]): string {
  const all = [...new Set(findings.map(sentence))];
  const more = all.length > TOLD ? `; and ${all.length - TOLD} more` : "";
  return shortened(all.slice(0, TOLD).join("; "), LONGEST - more.length) + more;
}

function sentence({ path, message, hint }: Finding): string {
  return clean(`${pathText(path)}${message}${hint === undefined ? "" : ` (${hint})`}`);
}

/** On one line, without control characters and halves of characters. */
function clean(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .replace(/\p{Cs}/gu, "\ufffd")
    .trim();
}

function wrapped(text: string, width: number, cut: typeof anywhere = betweenWords): readonly string[] {
  const most = width === WIDTH ? LINES : Math.ceil((LINES * WIDTH) / width) + 1;
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width && lines.length < most - 1) {
    const at = cut(rest, width);
    lines.push(rest.slice(0, at).trimEnd());
    rest = `… ${rest.slice(at).trimStart()}`;
  }
  return [...lines, shortened(rest, width)];
}

/** After the last word that still fits, if that leaves no line half empty. */
function betweenWords(text: string, width: number): number {
  const space = text.lastIndexOf(" ", width);
  return space > width / 2 ? space : anywhere(text, width);
}

/** In the middle of a word, though not of a character. */
function anywhere(text: string, width: number): number {
  return isHalf(text, width) ? width - 1 : width;
}

function shortened(text: string, width: number): string {
  if (text.length <= width) return text;
  return `${text.slice(0, isHalf(text, width - 1) ? width - 2 : width - 1)}…`;
}

/** Whether a cut there would divide a character. */
function isHalf(text: string, at: number): boolean {
  return (text.codePointAt(at - 1) ?? 0) > 0xffff;
}
