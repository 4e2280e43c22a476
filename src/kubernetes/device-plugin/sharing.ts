/** `sharing` and `resources` of the config, as their own UnmarshalJSON methods read them (api/config/v1/{replicas,resources}.go). */
import { MigError, type Path } from "../../error.js";
import { qualifiedResourceName, SHARED_SUFFIX } from "../names.js";
import { GoFault, goJson, unmarshal } from "./go-json.js";
import { bool, entry, int, isInteger, listOf, pointer, type Reader, rawMap, text, textOf } from "./go-readers.js";
import { deviceReferenceKind } from "./references.js";
import type { NamedPattern, SharedResource, SharedResources } from "./types.js";

const MAX_UINT64 = 2n ** 64n - 1n;

export const sharedResources: Reader<SharedResources> = (value, at) =>
  at.method((inside) => {
    const { path } = inside;
    const given = rawMap(value, inside, ["renameByDefault", "failRequestsGreaterThanOne", "resources"]);
    const renameByDefault = entry(given, inside, "renameByDefault", bool) ?? false;
    const failRequests = entry(given, inside, "failRequestsGreaterThanOne", pointer(bool)) ?? null;
    if (!Object.hasOwn(given, "resources")) throw new GoFault(path, "no resources specified");
    const resources = entry(given, inside, "resources", listOf(sharedResource, NO_RESOURCE, "[]v1.ReplicatedResource")) ?? [];
    if (resources.length === 0) throw new GoFault([...path, "resources"], "no resources specified");
    return {
      ...(renameByDefault ? { renameByDefault } : {}),
      ...(failRequests === null ? {} : { failRequestsGreaterThanOne: failRequests }),
      resources: resources.map((resource) => (renameByDefault ? renamedByDefault(resource) : resource)),
    };
  });

/** Never seen: the reader of an item throws or answers. */
const NO_RESOURCE: SharedResource = { name: "", devices: "all", replicas: 0 };

function renamedByDefault({ name, devices, replicas, rename = `${name}${SHARED_SUFFIX}` }: SharedResource): SharedResource {
  return { name, rename, devices, replicas };
}

const sharedResource: Reader<SharedResource> = (value, at) =>
  at.method((inside) => {
    const { path } = inside;
    const given = rawMap(value, inside, ["name", "devices", "replicas", "rename"]);
    if (!Object.hasOwn(given, "name")) throw new GoFault(path, "no resource name specified");
    const name = entry(given, inside, "name", resourceName) ?? "";
    const devices = Object.hasOwn(given, "devices") ? entry(given, inside, "devices", sharedDevices) : "all";
    if (!Object.hasOwn(given, "replicas")) throw new GoFault(path, "no replicas specified");
    const replicas = entry(given, inside, "replicas", int) ?? 0;
    if (replicas < 2) throw new GoFault([...path, "replicas"], "number of replicas must be >= 2");
    const rename = Object.hasOwn(given, "rename") ? entry(given, inside, "rename", resourceName) : undefined;
    return { name, ...(rename === undefined ? {} : { rename }), devices: devices ?? "all", replicas };
  });

export const namedPattern: Reader<NamedPattern> = (value, at) =>
  at.method((inside) => {
    const fields = ["pattern", "name"];
    const given = rawMap(value, inside, fields);
    for (const field of fields) {
      if (!Object.hasOwn(given, field)) throw new GoFault(inside.path, `resources must have a '${field}' field set`);
    }
    const pattern = entry(given, inside, "pattern", (inner, target) => textOf(inner, target, "v1.ResourcePattern")) ?? "";
    return { pattern, name: entry(given, inside, "name", resourceName) ?? "" };
  });

const resourceName: Reader<string> = (value, at) =>
  at.method((inside) => {
    const name = unmarshal(inside, (target) => text(value, target)) ?? "";
    try {
      return qualifiedResourceName(name);
    } catch (error) {
      throw error instanceof MigError ? new GoFault(inside.path, error.message) : error;
    }
  });

const sharedDevices: Reader<SharedResource["devices"]> = (value, at) =>
  at.method(({ path }) => {
    if (value === "all") return value;
    // null decodes into every type, and leaves the text empty.
    if (typeof value === "string" || value === null)
      throw new GoFault(path, `devices set as '${value ?? ""}' but the only valid string input is 'all'`);
    if (isInteger(value, -(2n ** 63n), 2n ** 63n - 1n)) {
      if (value > 0) return Number(value);
      throw new GoFault(path, `devices set as '${value}' but a count of devices must be > 0`);
    }
    if (!Array.isArray(value)) throw new GoFault(path, `unrecognized type for devices spec: ${goJson(value)}`);
    return Array.from(value, (item: unknown, i) => deviceReference(item, [...path, i]));
  });

function deviceReference(item: unknown, path: Path): string {
  if (item === null) return "0";
  if (isInteger(item, 0n, MAX_UINT64)) return `${item}`;
  if (typeof item === "string" && deviceReferenceKind(item) !== null) return item;
  throw new GoFault(path, `unsupported type for device in devices list: ${typeof item === "string" ? item : ""}, string`);
}
