/** Every way in which one comparison, one logical operator or one constant of a file can be flipped. */
import { readFileSync } from "node:fs";
import ts from "typescript";

export interface Mutant {
  readonly file: string;
  /** Of what is flipped; both from 1. */
  readonly line: number;
  readonly column: number;
  readonly from: string;
  readonly to: string;
}

const FLIPS: Readonly<Record<string, string>> = {
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "==": "!=",
  "!=": "==",
  "&&": "||",
  "||": "&&",
};

export function mutantsOf(file: string): readonly Mutant[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true);
  const found: Mutant[] = [];
  const add = (node: ts.Node, to: string) => {
    const { line, character } = source.getLineAndCharacterOfPosition(node.getStart(source));
    found.push({ file, line: line + 1, column: character + 1, from: node.getText(source), to });
  };
  const visit = (node: ts.Node): void => {
    // Sizes of static memory are no decisions: one byte more changes nothing.
    if (ts.isImportDeclaration(node) || (ts.isCallExpression(node) && node.expression.getText(source) === "memory.data")) return;
    if (ts.isBinaryExpression(node)) {
      const to = FLIPS[node.operatorToken.getText(source)];
      if (to !== undefined) add(node.operatorToken, to);
    }
    if (ts.isNumericLiteral(node)) add(node, String(Number(node.text) + 1));
    if (node.kind === ts.SyntaxKind.TrueKeyword) add(node, "false");
    if (node.kind === ts.SyntaxKind.FalseKeyword) add(node, "true");
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The text of the file with the mutant in it. */
export function mutated(text: string, { line, column, from, to }: Mutant): string {
  const lines = text.split("\n");
  const before = lines[line - 1] ?? "";
  lines[line - 1] = before.slice(0, column - 1) + to + before.slice(column - 1 + from.length);
  return lines.join("\n");
}

/** Tells mutants apart, and is what they are called. */
export function nameOf({ file, line, column, from, to }: Mutant): string {
  return `${file}:${line}:${column} ${from} -> ${to}`;
}
