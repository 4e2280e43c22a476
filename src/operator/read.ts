/** What people hand over: values or a ClusterPolicy, as object or text, or the Helm line that sets them. */
import type { Position } from "../documents/finding.js";
import { refuseLarge } from "../documents/limits.js";
import { readDocuments } from "../documents/yaml.js";
import { MigError, type Path } from "../error.js";
import { show } from "../model/quote.js";
import { helmCommands } from "./command.js";
import { type Fields, isFields } from "./plain.js";
import { readSet } from "./strvals.js";
import { plainOf, type Tree } from "./tree.js";
import type { OperatorFinding } from "./types.js";

export interface Subject {
  readonly kind: "values" | "policy" | "configMap";
  readonly document: Fields;
  /** Of the chart, where the subject says so. */
  readonly version: string | null;
  /** What is wrong with the text around the values. */
  readonly findings: readonly OperatorFinding[];
  /** null: the subject is no text, or does not say what stands there. */
  positionOf(path: Path): Position | null;
}

/** "mig.strategy=mixed", which YAML takes for one text. */
const SET_LINE = /^[\w\\.[\]/"-]+=/;
const HELM = /(?:^|\s)helm\s|(?:^|\s)--set(?:-string|-json|-literal)?[\s=]/;

/** @throws MigError INVALID_INPUT for what is none of these */
export function subjectsOf(input: unknown): readonly Subject[] {
  if (typeof input !== "string") return [objectSubject(input)];
  refuseLarge(input, "values");
  // A ConfigMap's file may quote a command in a comment, and no command begins with a key.
  if (HELM.test(input) && !/^[\w-]+:/m.test(input.replace(/^[ \t]*#.*$/gm, ""))) {
    const commands = helmCommands(input);
    if (commands.length > 0)
      return commands.map((command) => ({
        kind: "values",
        document: fieldsOf(command.values),
        version: command.version,
        findings: command.findings,
        positionOf: (path) => command.positionOf(path),
      }));
  }
  return SET_LINE.test(input.trim()) ? [setSubject(input.trim())] : documentSubjects(input);
}

function fieldsOf(tree: Tree): Fields {
  return plainOf(tree) as Fields; // a tree is a map
}

function setSubject(line: string): Subject {
  const tree: Tree = new Map();
  try {
    readSet(line, "typed", tree, () => {});
  } catch (cause) {
    if (!(cause instanceof MigError)) throw cause;
    throw new MigError("INVALID_INPUT", `failed parsing --set data: ${cause.message}`, { cause });
  }
  return { kind: "values", document: fieldsOf(tree), version: null, findings: [], positionOf: () => null };
}

function documentSubjects(text: string): readonly Subject[] {
  const documents = readDocuments(text, "values");
  const subjects = documents.flatMap((document) => {
    if (document.value === null) return [];
    const kind = kindOf(document.value);
    if (kind === null) return [];
    const positionOf = (path: Path) => document.positionOf(path);
    return [{ kind, document: document.value as Fields, version: null, findings: [], positionOf }]; // kindOf takes nothing else
  });
  if (subjects.length > 0 || documents.every(({ value }) => value === null)) return subjects;
  throw unfit(documents[0]?.value);
}

function objectSubject(input: unknown): Subject {
  const kind = kindOf(input);
  if (kind === null) throw unfit(input);
  return { kind, document: input as Fields, version: null, findings: [], positionOf: () => null }; // kindOf takes nothing else
}

/** null: something that says nothing of the operator. */
function kindOf(value: unknown): Subject["kind"] | null {
  if (!isFields(value)) return null;
  const { kind, apiVersion } = value;
  if (kind === "ClusterPolicy") return "policy";
  if (kind === "ConfigMap") return "configMap";
  return kind === undefined || apiVersion === undefined ? "values" : null;
}

function unfit(value: unknown): MigError {
  const what = isFields(value) ? `a ${show(value.kind)}` : show(value);
  return new MigError(
    "INVALID_INPUT",
    `Helm values, a ClusterPolicy, a --set line or a helm command is needed, not ${what}; values are a map such as mig: { strategy: mixed }`,
  );
}
