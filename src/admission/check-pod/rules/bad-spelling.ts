import type { Path } from "../../../error.js";
import { GPU_RESOURCE, resourceName, SHARED_SUFFIX } from "../../../kubernetes/names.js";
import { deviceResource } from "../../../kubernetes/pods/devices.js";
import { parseProfile } from "../../../model/names.js";
import { quote } from "../../../model/quote.js";
import type { Rule } from "../context.js";
import type { PodFinding } from "../types.js";

/**
 * Names that the device plugin never gives, but that mean one it does: the pod is refused by the
 * API server, or stays pending for ever, as with `nvidia.com/MIG-1g.10gb`.
 */
export const badSpelling: Rule = ({ pod, containers }) => {
  const lists = [...containers.flatMap(({ limits, requests }) => [limits, requests]), pod.overhead];
  const findings = lists.flatMap(({ path, quantities }) =>
    [...quantities.keys()].flatMap((resource) => misspelt(resource, [...path, resource])),
  );
  // The API server fills requests in from limits: one finding for both.
  const byPlace = new Map(findings.toReversed().map((finding) => [placeOf(finding.path), finding]));
  return findings.filter((finding) => byPlace.get(placeOf(finding.path)) === finding);
};

function placeOf(path: Path): string {
  return JSON.stringify(path.map((key) => (key === "requests" ? "limits" : key)));
}

/** "requests.nvidia.com/..." is how quotas write it. */
const QUOTA = /^(?:requests|limits)\./i;
const DOMAIN = /^nvidia\.com\//i;
/** A profile with what people put between its parts, and before it. */
const PROFILE = /^(?:mig[-_. ]?)?(?:(\d{1,3})c[-_. ]?)?(\d{1,3})g[-_. ]?(\d{1,5})gb(.*)$/;
const MIG = /^mig(?![a-z])/;
const GPU = /^gpus?$/;
/** Longer names are none of those meant. */
const LONGEST = 128;

function misspelt(resource: string, path: Path): readonly PodFinding[] {
  if (resource.length > LONGEST || deviceResource(resource) !== null) return [];
  const bare = resource.replace(QUOTA, "");
  const isNvidia = DOMAIN.test(bare);
  const name = bare.replace(DOMAIN, "").toLowerCase();
  // Other domains have resources of their own.
  if (!isNvidia && bare.includes("/")) return [];
  const meant = meantBy(name);
  if (meant === resource || (meant === null && !MIG.test(name))) return [];
  const message = `${quote(resource)} is no resource of the device plugin`;
  const hint = meant ?? `its names read ${resourceName("1g.10gb")} or ${resourceName("1g.10gb+me")}`;
  return [{ severity: "error", code: "BAD_SPELLING", message, path, hint }];
}

function meantBy(name: string): string | null {
  const isShared = name.endsWith(SHARED_SUFFIX);
  const bare = isShared ? name.slice(0, -SHARED_SUFFIX.length) : name;
  const suffix = isShared ? SHARED_SUFFIX : "";
  if (GPU.test(bare)) return `${GPU_RESOURCE}${suffix}`;
  const match = PROFILE.exec(bare);
  if (match === null) return null;
  const [, c, g, gb, attributes = ""] = match;
  try {
    const { name: profile } = parseProfile(`${c === undefined ? "" : `${c}c.`}${g}g.${gb}gb${attributes.replace(/^_/, ".")}`);
    // Parts of a GPU instance have no resource; the whole one has.
    return `${resourceName(profile.replace(/^\d+c\./, ""))}${suffix}`;
  } catch {
    return null;
  }
}
