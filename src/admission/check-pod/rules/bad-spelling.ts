import type { Path } from "../../../error.js";
import { resourceName } from "../../../kubernetes/names.js";
import { quote } from "../../../model/quote.js";
import type { Rule } from "../context.js";
import { misspelt } from "../spelling.js";
import type { PodFinding } from "../types.js";

/**
 * Names that the device plugin never gives, but that mean one it does: the pod is refused by the
 * API server, or stays pending for ever, as with `nvidia.com/MIG-1g.10gb`.
 */
export const badSpelling: Rule = ({ pod, containers }) => {
  const lists = [...containers.flatMap(({ limits, requests }) => [limits, requests]), pod.overhead];
  const findings = lists.flatMap(({ path, quantities }) =>
    [...quantities.keys()].flatMap((resource) => told(resource, [...path, resource])),
  );
  // The API server fills requests in from limits: one finding for both.
  const byPlace = new Map(findings.toReversed().map((finding) => [placeOf(finding.path), finding]));
  return findings.filter((finding) => byPlace.get(placeOf(finding.path)) === finding);
};

function placeOf(path: Path): string {
  return JSON.stringify(path.map((key) => (key === "requests" ? "limits" : key)));
}

function told(resource: string, path: Path): readonly PodFinding[] {
  const found = misspelt(resource);
  if (found === null) return [];
  const message = `${quote(resource)} is no resource of the device plugin`;
  const hint = found.meant ?? `its names read ${resourceName("1g.10gb")} or ${resourceName("1g.10gb+me")}`;
  return [{ severity: "error", code: "BAD_SPELLING", message, path, hint }];
}
