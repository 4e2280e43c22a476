/** The containers of a pod as they stand in an object, for what changes them. */
import type { Path } from "../../error.js";
import { fieldsOf } from "../review/request.js";

export interface PlacedContainer {
  readonly path: Path;
  readonly name: unknown;
  readonly limits: Fields;
  readonly requests: Fields;
  /** Which objects there are, null being none. */
  readonly has: { readonly resources: boolean; readonly limits: boolean; readonly requests: boolean };
}

type Fields = Readonly<Record<string, unknown>>;

export function containersIn(pod: unknown, path: Path, list: "containers" | "initContainers"): readonly PlacedContainer[] {
  const containers = fieldsOf(fieldsOf(pod).spec)[list];
  if (!Array.isArray(containers)) return [];
  return Array.from(containers, (container: unknown, i) => {
    const { name, resources } = fieldsOf(container);
    const { limits, requests } = fieldsOf(resources);
    return {
      path: [...path, "spec", list, i],
      name,
      limits: fieldsOf(limits),
      requests: fieldsOf(requests),
      has: { resources: isThere(resources), limits: isThere(limits), requests: isThere(requests) },
    };
  });
}

function isThere(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
