/** What people mean by resource names that the device plugin never gives. */
import { GPU_RESOURCE, resourceName, SHARED_SUFFIX } from "../../kubernetes/names.js";
import { deviceResource, mayMeanDevice } from "../../kubernetes/pods/device-resource.js";
import { parseProfile } from "../../model/names.js";

/** A name of another's. */
export interface Misspelt {
  /** The resource that is meant; null: none that can be told. */
  readonly meant: string | null;
  /** Whether the name differs from it in spelling alone, and means nothing else. */
  readonly isSame: boolean;
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

/** null: a resource of the device plugin, or one that is not meant to be. */
export function misspelt(resource: string): Misspelt | null {
  if (resource.length > LONGEST || !mayMeanDevice(resource) || deviceResource(resource) !== null) return null;
  const bare = resource.replace(QUOTA, "");
  const isNvidia = DOMAIN.test(bare);
  const name = bare.replace(DOMAIN, "").toLowerCase();
  // Other domains have resources of their own.
  if (!isNvidia && bare.includes("/")) return null;
  const found = meantBy(name);
  if (found === null) return MIG.test(name) ? { meant: null, isSame: false } : null;
  return found.meant === resource ? null : found;
}

function meantBy(name: string): Misspelt | null {
  const isShared = name.endsWith(SHARED_SUFFIX);
  const bare = isShared ? name.slice(0, -SHARED_SUFFIX.length) : name;
  const suffix = isShared ? SHARED_SUFFIX : "";
  if (GPU.test(bare)) return { meant: `${GPU_RESOURCE}${suffix}`, isSame: true };
  const match = PROFILE.exec(bare);
  if (match === null) return null;
  const [, c, g, gb, attributes = ""] = match;
  try {
    const { name: profile } = parseProfile(`${c === undefined ? "" : `${c}c.`}${g}g.${gb}gb${attributes.replace(/^_/, ".")}`);
    // Parts of a GPU instance have no resource; the whole one has, and is more than was asked for.
    return { meant: `${resourceName(profile.replace(/^\d+c\./, ""))}${suffix}`, isSame: c === undefined };
  } catch {
    return null;
  }
}
