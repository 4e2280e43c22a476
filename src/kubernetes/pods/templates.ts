/** Where pods stand in the objects that make them. */
import { atTheDoor } from "../../door.js";
import type { Path } from "../../error.js";
import type { PodLike } from "./types.js";

/** A pod, or the template of pods, inside an object. */
export interface PodTemplate {
  /** Of the object that holds it: "Pod", "Deployment". */
  readonly kind: string;
  /** Into the object given. */
  readonly path: Path;
  /** As it stands there; whether it is a pod is not judged. */
  readonly pod: PodLike;
}

/** "group/Kind" -> where the template is. Versions of one kind never differ in this. */
const TEMPLATES: ReadonlyMap<string, Path> = new Map([
  ["/Pod", []],
  ["/PodTemplate", ["template"]],
  ["/ReplicationController", ["spec", "template"]],
  ...["apps", "extensions"].flatMap((group) =>
    ["Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"].map((kind): [string, Path] => [
      `${group}/${kind}`,
      ["spec", "template"],
    ]),
  ),
  ["batch/Job", ["spec", "template"]],
  ["batch/CronJob", ["spec", "jobTemplate", "spec", "template"]],
]);
/** A longer list is not looked into. */
const MAX_ITEMS = 10_000;

/**
 * The pods of an API object: of a Pod itself, of the template in a Deployment, ReplicaSet,
 * StatefulSet, DaemonSet, Job, CronJob, ReplicationController or PodTemplate, and of all such in a
 * List of at most 10,000 items. Empty for other objects, a template that is absent, and what is no
 * object.
 */
export function podTemplatesOf(object: unknown): readonly PodTemplate[] {
  return atTheDoor(() => Object.freeze(templatesIn(object)));
}

function templatesIn(object: unknown): readonly PodTemplate[] {
  const { apiVersion, kind, items } = fieldsOf(object);
  if (typeof apiVersion !== "string" || typeof kind !== "string") return [];
  if (kind.endsWith("List") && Array.isArray(items) && items.length <= MAX_ITEMS)
    return Array.from(items, (item: unknown, i) => itemOf(item, i, kind, apiVersion)).flat();
  const group = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
  const path = TEMPLATES.get(`${group}/${kind}`);
  if (path === undefined) return [];
  const pod = path.reduce<unknown>((value, key) => fieldsOf(value)[key], object);
  // Read and judged by whoever looks into it.
  return typeof pod === "object" && pod !== null ? [Object.freeze({ kind, path, pod: pod as PodLike })] : [];
}

/** Items of "PodList" need not say what they are. Lists in lists are no API objects. */
function itemOf(item: unknown, index: number, list: string, apiVersion: string): readonly PodTemplate[] {
  const named = list === "List" ? fieldsOf(item) : { apiVersion, kind: list.slice(0, -"List".length), ...fieldsOf(item) };
  if (typeof named.kind === "string" && named.kind.endsWith("List")) return [];
  return templatesIn(named).map((template) =>
    Object.freeze({ ...template, path: Object.freeze(["items", index, ...template.path]) }),
  );
}

function fieldsOf(value: unknown): Readonly<Record<string | number, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
