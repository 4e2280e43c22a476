import { podTemplatesOf } from "../../kubernetes/pods/index.js";
import { fieldsOf } from "../review/request.js";
import type { Judged } from "../review/types.js";
import { type Change, needChange } from "./needs.js";
import { applied, type Operation } from "./patch.js";
import { misspeltNames, spellingOperations } from "./spelling.js";

/**
 * What a mutating webhook changes: misspelt resources of pods and of templates that people write,
 * and on new Pods a device for what their annotations ask for. A template is only told where nothing
 * serves, since its pods come by here themselves.
 *
 * What a controller made is left as it is: one that finds another template than it wrote makes the
 * next one (a Deployment its ReplicaSets). Pods do not change on UPDATE, where the API server
 * refuses it.
 */
export function changesOf({ object, old, cluster, options }: Judged): Change {
  const isPod = object.kind === "Pod";
  if ((isPod && old !== null) || (!isPod && isControlled(object))) return { operations: [], findings: [] };
  const before = podTemplatesOf(old ?? {}).flatMap(({ pod }) => [...misspeltNames(pod)]);
  const changes = podTemplatesOf(object).map(({ pod, path }): Change => {
    const spelling = spellingOperations(pod, path, new Set(before));
    if (old !== null) return { operations: spelling, findings: [] };
    const corrected = applied(
      pod,
      spelling.map((operation) => within(path.length, operation)),
    );
    const { operations, findings } = needChange(corrected, path, cluster, options);
    return { operations: isPod ? [...spelling, ...operations] : spelling, findings };
  });
  return {
    operations: changes.flatMap(({ operations }) => operations),
    findings: changes.flatMap(({ findings }) => findings),
  };
}

/** The same change, in what stands at the first steps of its path. */
function within(steps: number, operation: Operation): Operation {
  return { ...operation, path: operation.path.slice(steps) };
}

function isControlled({ metadata }: Judged["object"]): boolean {
  const { ownerReferences } = fieldsOf(metadata);
  return Array.isArray(ownerReferences) && ownerReferences.some((owner) => fieldsOf(owner).controller === true);
}
