import { atTheDoor } from "../door.js";
import { MigError } from "../error.js";
import { deepFreeze } from "../model/freeze.js";
import { parseProfile } from "../model/names.js";
import { show } from "../model/quote.js";
import type { ParsedProfile } from "../model/types.js";
import { LABEL, MAX_ALLOCATED, nameOf } from "./limits.js";
import { GPU_DRIVER } from "./slices.js";
import type { DeviceClass, DeviceRequest, ResourceClaim } from "./types.js";

/** The class of all MIG devices, which the driver's Helm chart installs. */
const MIG_CLASS = "mig.nvidia.com";

/** How `resourceClaim` asks. */
export interface ResourceClaimOptions {
  /** Of the object; default "mig". */
  readonly name?: string;
  /** All of them on one GPU; default false. */
  readonly sameGpu?: boolean;
  /** A ResourceClaimTemplate, of which every pod gets a claim of its own; default false. */
  readonly template?: boolean;
}

/**
 * A claim for MIG devices, one for each entry of `profiles`: equal ones make one request with a
 * count. Shape of `resource.k8s.io/v1`; earlier versions have the fields of `exactly` in the request.
 *
 * `sameGpu` is the constraint that all devices have one `parentUUID`; nodes whose slices do not tell
 * that attribute cannot satisfy it.
 *
 * @param profiles 1 to 32 names, as many devices as one claim can be given
 * @throws MigError INVALID_PROFILE, also for a name that makes no request; INVALID_INPUT for a list that is
 *   empty or too long, and for what is no name of an object
 */
export function resourceClaim(profiles: readonly string[], options: ResourceClaimOptions = {}): ResourceClaim {
  return atTheDoor(() => {
    const { name = "mig", sameGpu = false, template = false } = options;
    const metadata = { name: nameOf(name, ["name"]) };
    if (typeof sameGpu !== "boolean") throw invalid("sameGpu", "true or false is needed", sameGpu);
    if (typeof template !== "boolean") throw invalid("template", "true or false is needed", template);
    if (!Array.isArray(profiles) || profiles.length === 0 || profiles.length > MAX_ALLOCATED)
      throw invalid("profiles", `a list of 1 to ${MAX_ALLOCATED} profiles is needed`, profiles);
    const counts = new Map<string, number>();
    for (const profile of Array.from<string>(profiles)) {
      const parsed = parseProfile(profile).name;
      counts.set(parsed, (counts.get(parsed) ?? 0) + 1);
    }
    const spec = {
      devices: {
        requests: [...counts].map(([profile, count]) => requestOf(profile, count)),
        ...(sameGpu ? { constraints: [{ requests: [], matchAttribute: `${GPU_DRIVER}/parentUUID` }] } : {}),
      },
    };
    const apiVersion = "resource.k8s.io/v1" as const;
    return deepFreeze<ResourceClaim>(
      template
        ? { apiVersion, kind: "ResourceClaimTemplate", metadata, spec: { spec } }
        : { apiVersion, kind: "ResourceClaim", metadata, spec },
    );
  });
}

function requestOf(profile: string, count: number): DeviceRequest {
  const name = labelOf(parseProfile(profile));
  if (!LABEL.test(name))
    throw new MigError(
      "INVALID_PROFILE",
      `no request can be called ${show(name)}: a DNS label of at most 63 characters is needed`,
    );
  return {
    name,
    exactly: {
      deviceClassName: MIG_CLASS,
      selectors: [{ cel: { expression: profileSelector(profile) } }],
      allocationMode: "ExactCount",
      count,
    },
  };
}

/**
 * The CEL expression that is true of the MIG devices of one profile:
 * `device.attributes['gpu.nvidia.com'].profile == '1g.10gb'`. Of devices without the attribute, which
 * only other classes than `mig.nvidia.com` have, it is an error. A canonical name holds nothing
 * that a CEL string would have to escape.
 *
 * @throws MigError INVALID_PROFILE
 */
export function profileSelector(profile: string): string {
  return atTheDoor(() => `device.attributes['${GPU_DRIVER}'].profile == '${parseProfile(profile).name}'`);
}

/** What an extended resource may be called behind its domain. */
const RESOURCE = /^[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;

/**
 * The device class through which pods that ask for `nvidia.com/mig-1g.10gb`, as the device plugin
 * has it (k8s-device-plugin internal/rm/rm.go), are served by DRA: one for each profile
 * (k8s-dra-driver-gpu demo/specs/extended-resources). Of several classes with one resource name
 * only one counts, and the device plugin must not offer it as well.
 *
 * @throws MigError INVALID_PROFILE, also for a name that makes no resource
 */
export function deviceClass(profile: string): DeviceClass {
  return atTheDoor(() => {
    const parsed = parseProfile(profile);
    const resource = `mig-${parsed.name.replaceAll("+", ".")}`;
    if (!RESOURCE.test(resource))
      throw new MigError(
        "INVALID_PROFILE",
        `no resource can be called ${show(`nvidia.com/${resource}`)}: behind the slash at most 63 letters, digits, "-", "_" and "." are needed`,
      );
    const isMig = `device.driver == '${GPU_DRIVER}' && device.attributes['${GPU_DRIVER}'].type == 'mig'`;
    return deepFreeze<DeviceClass>({
      apiVersion: "resource.k8s.io/v1",
      kind: "DeviceClass",
      metadata: { name: `${labelOf(parsed)}.${GPU_DRIVER}` },
      spec: {
        selectors: [{ cel: { expression: `${isMig} && ${profileSelector(parsed.name)}` } }],
        extendedResourceName: `nvidia.com/${resource}`,
      },
    });
  });
}

/** "1g.10gb+me" -> "mig-1g-10gb-me", and "-me" -> "mig-1g-10gb-no-me", so that no two profiles share one. */
function labelOf({ name }: ParsedProfile): string {
  return `mig-${name.replace("-", "-no-").replace(/[^a-z0-9-]/gi, "-")}`.toLowerCase();
}

function invalid(option: string, needed: string, value: unknown): MigError {
  return new MigError("INVALID_INPUT", `${option}: ${needed}, not ${show(value)}`, { path: [option] });
}
