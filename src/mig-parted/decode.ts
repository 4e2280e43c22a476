/**
 * Plain data into a config file, check by check as NVIDIA/mig-parted does it (api/spec/v1/spec.go).
 * Where the program goes through a map in Go's random order, the first error in the order of the
 * file is told.
 */
import type { Path } from "../error.js";
import { deepFreeze } from "../model/freeze.js";
import type { Demand } from "../model/types.js";
import { Fatal } from "./fatal.js";
import {
  cannotDecode,
  type Decoded,
  decodeBool,
  decodeInt,
  decodeKeys,
  decodeList,
  decodeString,
  inOrder,
  sure,
} from "./go-json.js";
import { profileFormatFault } from "./profile-format.js";
import type { MigConfigEntry, MigConfigFile } from "./types.js";

const RAW = "map[string]json.RawMessage";
const VERSION = "v1";

/** @throws Fatal with the program's own text, and the path */
export function decodeMigConfig(value: unknown): MigConfigFile {
  // Decoding nothing at all decodes nothing: the one file without a version that passes.
  const configs = value === null ? new Map() : decodeSpec(value);
  return deepFreeze({ version: VERSION, "mig-configs": Object.fromEntries(configs) });
}

type Configs = ReadonlyMap<string, readonly MigConfigEntry[]>;

function decodeSpec(value: unknown): Configs {
  const spec = decodeKeys(value, RAW, []);
  if (!spec.has("version") && spec.size > 0) throw new Fatal("unable to parse with missing 'version' field", []);
  const version = sure(decodeString(spec.get("version") ?? null, ["version"]));
  if (version !== VERSION) throw new Fatal(`unknown version: ${version}`, spec.has("version") ? ["version"] : []);
  let configs: Configs = new Map();
  for (const [key, each] of spec) {
    if (key === "mig-configs") configs = decodeConfigs(each, [key]);
    else if (key !== "version") throw new Fatal(`unexpected field: ${key}`, [key]);
  }
  return configs;
}

function decodeConfigs(value: unknown, path: Path): Configs {
  const configs = new Map<string, readonly MigConfigEntry[]>();
  const lists = decodeKeys(value, "map[string]v1.MigConfigSpecSlice", path);
  let wrong: Fatal | null = null;
  for (const [name, list] of inOrder(lists)) {
    const at = [...path, name];
    // What is no list waits: an error inside a later one is told instead.
    if (list !== null && !Array.isArray(list)) wrong ??= cannotDecode(list, "v1.MigConfigSpecSlice", at);
    else
      configs.set(
        name,
        (list ?? []).map((entry: unknown, i: number) => decodeEntry(entry, [...at, i])),
      );
  }
  if (wrong !== null) throw wrong;
  const empty =
    lists.size === 0
      ? path
      : [...lists.keys()].filter((name) => configs.get(name)?.length === 0).map((name) => [...path, name])[0];
  if (empty !== undefined) throw new Fatal(`at least one entry in '${empty.at(-1)}' is required`, empty);
  return new Map([...lists.keys()].map((name) => [name, configs.get(name) ?? []]));
}

function decodeEntry(value: unknown, path: Path): MigConfigEntry {
  const fields = decodeKeys(value, RAW, path);
  for (const name of ["devices", "mig-enabled"]) {
    if (!fields.has(name)) throw new Fatal(`missing required field: ${name}`, path);
  }
  const entry: { -readonly [Key in keyof MigConfigEntry]: MigConfigEntry[Key] } = { devices: [], "mig-enabled": false };
  for (const [key, each] of fields) {
    const at = [...path, key];
    if (key === "device-filter") entry["device-filter"] = decodeFilter(each, at);
    else if (key === "devices") entry.devices = decodeDevices(each, at);
    else if (key === "mig-enabled") entry["mig-enabled"] = sure(decodeBool(each, at));
    else if (key !== "mig-devices") throw new Fatal(`unexpected field: ${key}`, at);
    else if (each !== null) entry["mig-devices"] = decodeMigDevices(each, at);
  }
  const devices = entry["mig-devices"];
  if (entry["mig-enabled"] && devices === undefined) {
    throw new Fatal("missing required field 'mig-devices' when 'mig-enabled' is true", path);
  }
  if (!entry["mig-enabled"] && Object.keys(devices ?? {}).length > 0) {
    throw new Fatal("MIG devices included when 'mig-enabled' is false", [...path, "mig-devices"]);
  }
  return entry;
}

function decodeFilter(value: unknown, path: Path): string | readonly string[] {
  return decodeTextOrList(value, "[]string", path, decodeString);
}

function decodeDevices(value: unknown, path: Path): "all" | readonly number[] {
  const devices = decodeTextOrList(value, "[]int", path, decodeInt);
  if (typeof devices !== "string" || devices === "all") return devices;
  throw new Fatal(`invalid string input for 'devices': ${devices}`, path);
}

/** What is neither is told twice. */
function decodeTextOrList<T>(
  value: unknown,
  goType: string,
  path: Path,
  item: (value: unknown, path: Path) => Decoded<T>,
): string | readonly T[] {
  const list = Array.isArray(value) ? decodeList(value, goType, path, item) : null;
  // Before the text, although mig-parted tries that first: errors are dear, and a list is none.
  if (list !== null && !(list instanceof Fatal)) return list;
  const text = decodeString(value, path);
  if (!(text instanceof Fatal)) return text;
  const { message, path: place } = list ?? cannotDecode(value, goType, path);
  throw new Fatal(`(${text.message}, ${message})`, place);
}

function decodeMigDevices(value: unknown, path: Path): Demand {
  const fields = decodeKeys(value, "types.MigConfig", path);
  const counts = new Map<string, number>();
  for (const [profile, count] of inOrder(fields)) counts.set(profile, sure(decodeInt(count, [...path, profile])));
  for (const profile of fields.keys()) checkCount(profile, counts.get(profile) ?? 0, [...path, profile]);
  if (counts.size > 0 && [...counts.values()].every((count) => count === 0)) {
    throw invalid("all counts for all MigProfiles are 0", path);
  }
  return Object.fromEntries([...fields.keys()].map((profile) => [profile, counts.get(profile) ?? 0]));
}

function checkCount(profile: string, count: number, path: Path): void {
  const fault = profileFormatFault(profile);
  if (fault !== null) throw invalid(`invalid format for '${profile}': ${fault}`, path);
  // In the program's words, which show the count in place of the profile, and an error that is nil.
  if (count < 0) throw invalid(`invalid count for '${count}': <nil>`, path);
}

function invalid(problem: string, path: Path): Fatal {
  return new Fatal(`error validating values in 'mig-devices' field: ${problem}`, path);
}
