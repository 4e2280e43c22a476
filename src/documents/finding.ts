import type { Path } from "../error.js";

/** A place in a text, both counted from 1, columns in UTF-16 units. */
export interface Position {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units. */
  readonly column: number;
}

/**
 * What a check says, as a compiler would. Nothing is thrown for it: a document with findings can
 * still be read. `Code` is the closed list of the check that made it.
 */
export interface Finding<Code extends string = string> {
  /** error: cannot work. warning: works, and surprises. note: good to know. */
  readonly severity: "error" | "warning" | "note";
  /** From the closed list of what gives the finding. */
  readonly code: Code;
  /** What is wrong, with names and numbers. */
  readonly message: string;
  /** Into the document: keys and indices from the outside inwards. */
  readonly path: Path;
  /** What would work. */
  readonly hint?: string;
  /** Where the text is known: where `path` stands in it. */
  readonly position?: Position;
}

/** The findings with the places at which their paths stand in the text. */
export function located<Code extends string>(
  findings: readonly Finding<Code>[],
  positionOf: (path: Path) => Position | null,
): readonly Finding<Code>[] {
  return findings.map((finding) => {
    const position = positionOf(finding.path);
    return position === null ? finding : { ...finding, position };
  });
}
