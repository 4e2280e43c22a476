/** Pods read at the door: their shape, not yet their quantities. */
import { MigError, type Path, pathText } from "../../error.js";
import { show } from "../../model/quote.js";
import { mayMeanDevice } from "./device-resource.js";

export interface ReadPod {
  readonly containers: readonly ReadContainer[];
  readonly initContainers: readonly ReadContainer[];
  readonly overhead: ReadResources;
  readonly nodeSelector: ReadonlyMap<string, string>;
}

export interface ReadContainer {
  /** "" without one. */
  readonly name: string;
  /** Into the pod. */
  readonly path: Path;
  /** Started before the init containers that follow, and kept running. */
  readonly isSidecar: boolean;
  readonly limits: ReadResources;
  readonly requests: ReadResources;
  /** Those that concern MIG and have a value of their own, by where they stand in the list. */
  readonly variables: readonly { readonly name: string; readonly value: string; readonly index: number }[];
  /** Has CAP_SYS_ADMIN. */
  readonly isAdmin: boolean;
}

/** Resource names and what stands behind them; only such names as someone may mean a GPU by. */
export interface ReadResources {
  readonly path: Path;
  readonly quantities: ReadonlyMap<string, unknown>;
}

/** More than fit into an object of the API server (1.5 MiB). */
const MAX_ITEMS = 10_000;
/** No others, which may be secrets: NVIDIA_API_KEY is one. */
const OF_MIG = "NVIDIA_MIG_";
const CAPABILITIES: readonly unknown[] = ["SYS_ADMIN", "CAP_SYS_ADMIN", "ALL"];

/**
 * Reads the parts of a pod that GPUs ask about, and nothing else of it. null stands for what is
 * absent, as in JSON.
 *
 * @throws MigError INVALID_INPUT with the path, for what is no pod
 */
export function readPod(pod: unknown): ReadPod {
  const { spec } = objectAt(pod, []);
  const { containers, initContainers, overhead, nodeSelector } = objectAt(spec, ["spec"]);
  return {
    containers: containersAt(containers, ["spec", "containers"]),
    initContainers: containersAt(initContainers, ["spec", "initContainers"]),
    overhead: resourcesAt(overhead, ["spec", "overhead"]),
    nodeSelector: textsAt(nodeSelector, ["spec", "nodeSelector"]),
  };
}

function containersAt(value: unknown, path: Path): readonly ReadContainer[] {
  return listAt(value, path).map((item, i) => containerAt(item, [...path, i]));
}

function containerAt(value: unknown, path: Path): ReadContainer {
  if (value === null || value === undefined) throw invalid(path, `a container is needed, not ${show(value)}`);
  const { name, restartPolicy, resources, env, securityContext } = objectAt(value, path);
  const { limits, requests } = objectAt(resources, [...path, "resources"]);
  return {
    name: typeof name === "string" ? name : "",
    path,
    isSidecar: restartPolicy === "Always",
    limits: resourcesAt(limits, [...path, "resources", "limits"]),
    requests: resourcesAt(requests, [...path, "resources", "requests"]),
    variables: variablesAt(env, [...path, "env"]),
    isAdmin: isAdmin(securityContext),
  };
}

function variablesAt(value: unknown, path: Path): ReadContainer["variables"] {
  const variables: { readonly name: string; readonly value: string; readonly index: number }[] = [];
  // Pods have more of these than of anything else, so that nothing is made of most of them.
  listAt(value, path).forEach((item, index) => {
    const { name, value: text } = isObject(item) ? item : objectAt(item, [...path, index]);
    if (typeof name === "string" && name.startsWith(OF_MIG) && typeof text === "string")
      variables.push({ name, value: text, index });
  });
  return variables;
}

function isAdmin(securityContext: unknown): boolean {
  if (!isObject(securityContext)) return false;
  const { privileged, capabilities } = securityContext;
  if (privileged === true) return true;
  const add = isObject(capabilities) ? capabilities.add : null;
  return Array.isArray(add) && add.some((capability) => CAPABILITIES.includes(capability));
}

function resourcesAt(value: unknown, path: Path): ReadResources {
  const quantities = new Map<string, unknown>();
  const resources = objectAt(value, path);
  for (const resource of Object.keys(resources)) if (mayMeanDevice(resource)) quantities.set(resource, resources[resource]);
  return { path, quantities };
}

function textsAt(value: unknown, path: Path): ReadonlyMap<string, string> {
  const entries = Object.entries(objectAt(value, path)).map(([key, text]) => {
    if (typeof text !== "string") throw invalid([...path, key], `a text is needed, not ${show(text)}`);
    return [key, text] as const;
  });
  return new Map(entries);
}

/** Each of its fields is looked at once, so that it need not be copied. */
function objectAt(value: unknown, path: Path): Readonly<Record<string, unknown>> {
  if (isObject(value)) return value;
  if ((value === null || value === undefined) && path.length > 0) return NOTHING;
  throw invalid(path, path.length === 0 ? `a pod is needed, not ${show(value)}` : `an object is needed, not ${show(value)}`);
}

const NOTHING: Readonly<Record<string, unknown>> = Object.freeze({});

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function listAt(value: unknown, path: Path): readonly unknown[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) throw invalid(path, `a list is needed, not ${show(value)}`);
  if (value.length > MAX_ITEMS) throw invalid(path, `has ${value.length} entries, more than any pod`);
  return Array.from(value);
}

function invalid(path: Path, message: string): MigError {
  return new MigError("INVALID_INPUT", `${pathText(path)}${message}`, { path });
}
