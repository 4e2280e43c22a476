/** What tells about a node's GPUs, taken apart: a Node, a NodeFeature, or the text of a feature file. */
import { MigError, type Path, pathText } from "../../error.js";
import { show } from "../../model/quote.js";
import { NODE_NAME, nodeOfFeatureName, readFeatureFile } from "./feature-file.js";

export interface NodeFacts {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** By resource name; amounts are not read yet. */
  readonly allocatable: Readonly<Record<string, unknown>>;
}

/** @throws MigError INVALID_INPUT for what is no Node object */
export function nodeFacts(node: unknown): NodeFacts {
  const { kind, metadata, status } = fields(node, [], "a Node object");
  if (kind !== undefined && kind !== "Node") throw invalid(["kind"], `Node is needed, not ${show(kind)}`);
  const { name, labels } = fields(metadata, ["metadata"], "the metadata of a Node");
  const read = texts(labels, ["metadata", "labels"]);
  const { allocatable } = status === undefined ? { allocatable: undefined } : fields(status, ["status"], "an object");
  return {
    name: text(name, ["metadata", "name"], read["kubernetes.io/hostname"] ?? ""),
    labels: read,
    allocatable: allocatable === undefined ? {} : fields(allocatable, ["status", "allocatable"], "an object of quantities"),
  };
}

/** @throws MigError INVALID_INPUT for what is none of the three */
export function anyFacts(source: unknown): NodeFacts {
  if (typeof source === "string") return { name: "", labels: readFeatureFile(source), allocatable: {} };
  const { kind, metadata, spec } = fields(source, [], "a Node, a NodeFeature or the text of a feature file");
  if (kind !== "NodeFeature") return nodeFacts(source);
  const { name, labels } = fields(metadata, ["metadata"], "the metadata of a NodeFeature");
  const node = texts(labels, ["metadata", "labels"])[NODE_NAME];
  return {
    name: node ?? nodeOfFeatureName(text(name, ["metadata", "name"], "")),
    labels: texts(fields(spec, ["spec"], "an object").labels, ["spec", "labels"]),
    allocatable: {},
  };
}

function fields(value: unknown, path: Path, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw invalid(path, `${what} is needed, not ${show(value)}`);
  return Object.fromEntries(Object.entries(value));
}

function texts(value: unknown, path: Path): Readonly<Record<string, string>> {
  if (value === undefined || value === null) return {};
  const entries = Object.entries(fields(value, path, "an object of texts"));
  return Object.fromEntries(entries.map(([key, each]) => [key, text(each, [...path, key])]));
}

function text(value: unknown, path: Path, absent?: string): string {
  if (typeof value === "string") return value;
  if (value === undefined && absent !== undefined) return absent;
  throw invalid(path, `a text is needed, not ${show(value)}${typeof value === "number" ? `: write "${value}"` : ""}`);
}

function invalid(path: Path, message: string): MigError {
  return new MigError("INVALID_INPUT", `${pathText(path)}${message}`, { path });
}
