/** What kube-scheduler sends to an extender (k8s.io/kube-scheduler extender/v1 types.go, ExtenderArgs). */
import { within } from "../door.js";
import { MigError, type Path, pathText } from "../error.js";
import { type PodDevices, podDevices } from "../kubernetes/pods/index.js";
import type { PodLike } from "../kubernetes/pods/types.js";
import { show } from "../model/quote.js";

export interface ExtenderArgs {
  readonly devices: PodDevices;
  readonly candidates: readonly Candidate[];
  /** The list that the candidates came in; null: they came as names, as for an extender that is `nodeCacheCapable`. */
  readonly list: Fields | null;
}

/** A node to be judged. */
export interface Candidate {
  readonly name: string;
  /** The Node object; null where only the name was sent. */
  readonly object: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads ExtenderArgs in either spelling: `Pod`, `Nodes`, `NodeNames` as extender/v1 writes them since
 * Kubernetes 1.17, and `pod`, `nodes`, `nodenames` as before; case does not count, as it does not for
 * Go. A null is what Go writes for what is not set. Where both lists are sent, `Nodes` is read.
 *
 * @throws MigError INVALID_INPUT with the path, for what is no ExtenderArgs
 */
export function readArgs(args: unknown): ExtenderArgs {
  const given = fieldsOf(args, [], "ExtenderArgs");
  const pod = fieldOf(given, "Pod");
  const nodes = fieldOf(given, "Nodes");
  const names = fieldOf(given, "NodeNames");
  // Read and judged there.
  const devices = within(["Pod"], () => podDevices(pod as PodLike));
  if (nodes !== null) {
    const list = fieldsOf(nodes, ["Nodes"], "a NodeList");
    return { devices, candidates: listOf(list.items ?? [], ["Nodes", "items"]).map(candidateOf), list };
  }
  if (names === null) throw invalid([], "neither Nodes nor NodeNames is set, so there is nothing to choose from");
  return { devices, candidates: listOf(names, ["NodeNames"]).map(namedCandidate), list: null };
}

function fieldOf(fields: Fields, name: string): unknown {
  const keys = Object.keys(fields).filter((key) => key.toLowerCase() === name.toLowerCase());
  return keys.map((key) => fields[key] ?? null).find((value) => value !== null) ?? null;
}

function candidateOf(object: unknown, i: number): Candidate {
  const path: Path = ["Nodes", "items", i];
  const { name } = fieldsOf(fieldsOf(object, path, "a Node").metadata, [...path, "metadata"], "the metadata of a Node");
  return { name: nameAt(name, [...path, "metadata", "name"]), object };
}

function namedCandidate(name: unknown, i: number): Candidate {
  return { name: nameAt(name, ["NodeNames", i]), object: null };
}

function nameAt(value: unknown, path: Path): string {
  if (typeof value === "string") return value;
  throw invalid(path, `the name of a node is needed, not ${show(value)}`);
}

function listOf(value: unknown, path: Path): readonly unknown[] {
  if (Array.isArray(value)) return Array.from(value);
  throw invalid(path, `a list is needed, not ${show(value)}`);
}

function fieldsOf(value: unknown, path: Path, what: string): Fields {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw invalid(path, `${what} is needed, not ${show(value)}`);
}

function invalid(path: Path, message: string): MigError {
  return new MigError("INVALID_INPUT", `${pathText(path)}${message}`, { path });
}
