import type { Path } from "../../error.js";
import { misspelt } from "../check-pod/spelling.js";
import { containersIn, type PlacedContainer } from "./containers.js";
import type { Operation } from "./patch.js";

/**
 * Resources under the names that the device plugin gives them, where a name is another spelling of
 * one and of nothing else. Left as it is: a name whose resource the container asks for already.
 *
 * @param known names that were there before, and are not ours to change
 */
export function spellingOperations(pod: unknown, path: Path, known: ReadonlySet<string>): readonly Operation[] {
  return allContainers(pod, path).flatMap((container) => {
    const names = namesIn(container);
    const meant = names.map((name) => canonical(name));
    return names.flatMap((name, i) => {
      const target = meant[i] ?? null;
      const isTaken = target === null || names.includes(target) || meant.indexOf(target) !== meant.lastIndexOf(target);
      return isTaken || known.has(name) ? [] : renamed(container, name, target);
    });
  });
}

/** The misspelt names in a pod. */
export function misspeltNames(pod: unknown): ReadonlySet<string> {
  return new Set(allContainers(pod, []).flatMap((container) => namesIn(container).filter((name) => canonical(name) !== null)));
}

function allContainers(pod: unknown, path: Path): readonly PlacedContainer[] {
  return [...containersIn(pod, path, "initContainers"), ...containersIn(pod, path, "containers")];
}

function namesIn({ limits, requests }: PlacedContainer): readonly string[] {
  return [...new Set([...Object.keys(limits), ...Object.keys(requests)])];
}

function canonical(name: string): string | null {
  const found = misspelt(name);
  return found?.isSame ? found.meant : null;
}

function renamed(container: PlacedContainer, name: string, target: string): readonly Operation[] {
  return (["limits", "requests"] as const).flatMap((list): readonly Operation[] => {
    if (!Object.hasOwn(container[list], name)) return [];
    const path = [...container.path, "resources", list];
    return [
      { op: "remove", path: [...path, name] },
      { op: "add", path: [...path, target], value: container[list][name] },
    ];
  });
}
