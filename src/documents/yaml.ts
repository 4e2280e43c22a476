/** YAML and JSON that people and clusters write, read with the places of everything in it. */
import { LineCounter } from "yaml";
import { MigError } from "../error.js";
import type { Position } from "./finding.js";
import { compose } from "./go-yaml/compose.js";
import { CostFault, YamlFault } from "./go-yaml/fault.js";
import { refuseCostly, refuseLarge } from "./limits.js";
import { ReadDocument, type SourceDocument } from "./source-document.js";

export type { SourceDocument };

/**
 * Every document of a text, of which the programs around MIG, which read it through
 * sigs.k8s.io/yaml, would make the same: go-yaml v2's types, merge keys that count where they
 * stand, and the last of repeated keys. An empty text has no documents. Linear in the text: a
 * second or two at the very most.
 *
 * It is parsed by the `yaml` package. What that takes and go-yaml is known to refuse is refused,
 * but the two differ in rare texts. Refused here and not by go-yaml: lines within brackets and
 * quotes that are not indented below their key (but a closing bracket right under it), a comment
 * without white space before it, ":" behind a word in brackets without white space behind it, a
 * directive or "|" where a line begins in the middle of a document, U+2028 and U+2029 in plain
 * scalars, control characters behind the first document. Taken here and not by go-yaml: repeated
 * directives, a second document without "---" behind "...".
 *
 * @param name what messages call the text
 * @throws MigError INVALID_INPUT for what is no YAML or JSON cannot say, with line and column, its
 *   cause a YamlFault with go-yaml's own words if they are certain; for a text above 1 MiB, one of
 *   more than 150,000 tokens or nested more than 200 deep, and bombs of aliases
 */
export function readDocuments(text: string, name: string): readonly SourceDocument[] {
  return readable(text, name, (documents) => [...documents]);
}

/**
 * As `readDocuments`, of the first document alone, which is all that most of those programs look
 * at: whatever follows it may be no YAML at all. null: there is none.
 */
export function readFirstDocument(text: string, name: string): SourceDocument | null {
  return readable(text, name, (documents) => documents.next().value ?? null);
}

type Documents = Generator<SourceDocument, undefined>;

function readable<T>(text: string, name: string, read: (documents: Documents) => T): T {
  refuseLarge(text, name);
  const plain = plainBreaks(text);
  const lines = new LineCounter();
  try {
    refuseCostly(plain);
    return read(documents(plain, lines));
  } catch (cause) {
    if (cause instanceof CostFault) throw new MigError("INVALID_INPUT", `${name}: ${cause.message}, and not read`);
    if (!(cause instanceof YamlFault)) throw cause;
    const at = cause.at === null ? null : positionIn(plain, cause.at);
    const where = at === null ? "" : ` at line ${at.line}, column ${at.column}`;
    throw new MigError("INVALID_INPUT", `${name}: not readable as YAML or JSON: ${cause.message}${where}`, { cause });
  }
}

function positionIn(text: string, offset: number): Position {
  const lines = text.slice(0, offset).split("\n");
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

/** Without a byte order mark, and with the breaks that YAML 1.1 has besides, of the same length, as the common one. */
function plainBreaks(text: string): string {
  return text.replace(/^\ufeff/, "").replace(/\r(?!\n)|\x85/g, "\n");
}

function* documents(text: string, lines: LineCounter): Documents {
  for (const root of compose({ text, lines })) yield new ReadDocument(root, text, lines);
  return undefined;
}
