/** Extended resources of the device plugin, named as it names them. */
import { atTheDoor } from "../door.js";
import { MigError } from "../error.js";
import { parseProfile } from "../model/names.js";
import { show } from "../model/quote.js";
import { dnsSubdomainFaults } from "./validation.js";

const DOMAIN = "nvidia.com/";
/** What full GPUs are offered as, and MIG devices under the single strategy. */
export const GPU_RESOURCE = `${DOMAIN}gpu`;
const MIG = "mig-";
/** What `renameByDefault` appends to a shared resource (api/config/v1/consts.go). */
export const SHARED_SUFFIX = ".shared";
/** Of the whole name, domain included (api/config/v1/consts.go). */
const LONGEST = 63;
/** Characters of a name too long that its message shows. */
const SHOWN = 256;

/**
 * The resource under which the device plugin offers MIG devices of a profile: "1g.10gb+me" ->
 * "nvidia.com/mig-1g.10gb.me" under the mixed strategy (the default here), "nvidia.com/gpu" under
 * single. "+" becomes ".", "-me" stays (k8s-device-plugin internal/rm/rm.go, since v0.13).
 *
 * @throws MigError INVALID_PROFILE for what is no profile name, and under mixed for a part of a
 *   GPU instance such as 1c.3g.40gb, for which the plugin has no resource; INVALID_INPUT for
 *   another strategy
 */
export function resourceName(profile: string, strategy: "single" | "mixed" = "mixed"): string {
  return atTheDoor(() => {
    const { name, computeInstanceSlices } = parseProfile(profile);
    if (strategy === "single") return GPU_RESOURCE;
    if (strategy !== "mixed") throw invalid(`the strategy is "single" or "mixed", not ${show(strategy)}`);
    if (computeInstanceSlices !== null)
      throw new MigError(
        "INVALID_PROFILE",
        `${name} is a part of a GPU instance, and under the mixed strategy the device plugin offers whole ones only; of full size the resource would be ${resourceName(name.replace(/^\d+c\./, ""))}`,
      );
    return qualifiedResourceName(dottedProfile(name));
  });
}

/**
 * The profile of a MIG resource: "nvidia.com/mig-1g.10gb.me" -> "1g.10gb+me". The ".shared" of a
 * shared resource is taken off, since its devices are the same: `SHARED_SUFFIX` tells it apart.
 * null: no MIG resource, which includes names that the plugin never gives, such as
 * "nvidia.com/mig-1g.10gb+me" and "nvidia.com/mig-1c.3g.40gb". Never throws.
 */
export function profileOfResource(resource: string): string | null {
  if (typeof resource !== "string" || !resource.startsWith(`${DOMAIN}${MIG}`)) return null;
  const bare = resource.endsWith(SHARED_SUFFIX) ? resource.slice(0, -SHARED_SUFFIX.length) : resource;
  try {
    const { name } = parseProfile(bare);
    return resourceName(name) === bare ? name : null;
  } catch {
    return null;
  }
}

/** "mig-1g.10gb.me": a profile in resource names and in labels, where "+" is not allowed. */
export function dottedProfile(profile: string): string {
  return `${MIG}${profile.replaceAll("+", ".")}`;
}

/**
 * A resource name as the device plugin completes and checks it: "gpu" -> "nvidia.com/gpu"
 * (NewResourceName of k8s-device-plugin api/config/v1/resources.go).
 *
 * @throws MigError INVALID_INPUT in the plugin's own words: longer than 63 characters with its
 *   domain, or no lower-case DNS subdomain after it
 */
export function qualifiedResourceName(name: string): string {
  return atTheDoor(() => {
    if (typeof name !== "string") throw invalid(`a resource name is needed, such as gpu, not ${show(name)}`);
    const whole = name.startsWith(DOMAIN) ? name : `${DOMAIN}${name}`;
    if (whole.length > LONGEST)
      throw invalid(`fully-qualified resource name must be ${LONGEST} characters or less: ${whole.slice(0, SHOWN)}`);
    const faults = dnsSubdomainFaults(whole.slice(DOMAIN.length));
    if (faults.length > 0) throw invalid(`incorrect format for resource name '${whole}': [${faults.join(" ")}]`);
    return whole;
  });
}

function invalid(message: string): MigError {
  return new MigError("INVALID_INPUT", message);
}
