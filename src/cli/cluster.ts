/** The file of `--nodes`: what a cluster has. */

import type { ClusterView } from "../cluster/types.js";
import { clusterView } from "../cluster/view.js";
import { MigError } from "../error.js";
import { parseDocument } from "../schemas/index.js";
import { inFile, readAllDocuments } from "./documents.js";
import type { Io } from "./io.js";

/**
 * A cluster view as a document (`migpack schema clusterView`), or API objects as `kubectl get
 * nodes,pods,resourceslices -A -o yaml` prints them: a List, or one document an object.
 *
 * @throws MigError INVALID_INPUT
 */
export async function clusterArgument(io: Io, path: string): Promise<ClusterView> {
  const values = await readAllDocuments(io, path);
  return inFile(path, () => {
    const [first] = values;
    if (values.length === 1 && typeof first === "object" && first !== null && "nodes" in first) {
      // zod types a key that may be left out as one that may be undefined.
      return parseDocument("clusterView", first) as ClusterView;
    }
    const objects = values.flatMap(itemsOf);
    const ofKind = (kind: string) => objects.filter((object) => kindOf(object) === kind);
    const nodes = ofKind("Node");
    if (nodes.length === 0)
      throw new MigError("INVALID_INPUT", "holds neither a cluster view nor any Node; kubectl get nodes -o yaml gives them");
    return clusterView({ nodes, pods: ofKind("Pod"), resourceSlices: ofKind("ResourceSlice") });
  });
}

/** The items of a List, or the object itself. */
export function itemsOf(value: unknown): readonly unknown[] {
  const { kind, items } = fieldsOf(value);
  if (typeof kind !== "string" || !kind.endsWith("List") || !Array.isArray(items)) return [value];
  // Items of a NodeList need not say what they are.
  return kind === "List" ? items : items.map((item: unknown) => ({ kind: kind.slice(0, -"List".length), ...fieldsOf(item) }));
}

/** What an API object says it is. */
export function kindOf(value: unknown): unknown {
  return fieldsOf(value).kind;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
