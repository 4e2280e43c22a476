/** Pods read at the door: their shape, not yet their quantities. */
import { MigError, type Path, pathText } from "../../error.js";
import { show } from "../../model/quote.js";

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
  /** Variables with a value of their own, by where they stand in the list. */
  readonly env: readonly { readonly name: string; readonly value: string; readonly index: number }[];
  readonly securityContext: unknown;
}

/** Resource names and what stands behind them. */
export interface ReadResources {
  readonly path: Path;
  readonly quantities: ReadonlyMap<string, unknown>;
}

/** More than fit into an object of the API server (1.5 MiB). */
const MAX_ITEMS = 10_000;

/**
 * Reads the parts of a pod that GPUs ask about. null stands for what is absent, as in JSON.
 *
 * @throws MigError INVALID_INPUT with the path, for what is no pod
 */
export function readPod(pod: unknown): ReadPod {
  const spec = objectAt(objectAt(pod, []).spec, ["spec"]);
  return {
    containers: containersAt(spec.containers, ["spec", "containers"]),
    initContainers: containersAt(spec.initContainers, ["spec", "initContainers"]),
    overhead: resourcesAt(spec.overhead, ["spec", "overhead"]),
    nodeSelector: textsAt(spec.nodeSelector, ["spec", "nodeSelector"]),
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
    env: variablesAt(env, [...path, "env"]),
    securityContext,
  };
}

function variablesAt(value: unknown, path: Path): ReadContainer["env"] {
  const variables: { readonly name: string; readonly value: string; readonly index: number }[] = [];
  // Pods have more of these than of anything else, so that nothing is made but what is given.
  listAt(value, path).forEach((item, index) => {
    const { name, value: text } = isObject(item) ? item : objectAt(item, [...path, index]);
    if (typeof name === "string" && typeof text === "string") variables.push({ name, value: text, index });
  });
  return variables;
}

function resourcesAt(value: unknown, path: Path): ReadResources {
  return { path, quantities: new Map(Object.entries(objectAt(value, path))) };
}

function textsAt(value: unknown, path: Path): ReadonlyMap<string, string> {
  const entries = Object.entries(objectAt(value, path)).map(([key, text]) => {
    if (typeof text !== "string") throw invalid([...path, key], `a text is needed, not ${show(text)}`);
    return [key, text] as const;
  });
  return new Map(entries);
}

function objectAt(value: unknown, path: Path): Readonly<Record<string, unknown>> {
  if ((value === null || value === undefined) && path.length > 0) return {};
  if (isObject(value)) return { ...value };
  throw invalid(path, path.length === 0 ? `a pod is needed, not ${show(value)}` : `an object is needed, not ${show(value)}`);
}

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
