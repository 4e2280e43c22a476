/** The device plugin's config file (api/config/v1/{config,imex}.go). */
import { YamlFault } from "../../documents/go-yaml/fault.js";
import { readFirstDocument, type SourceDocument } from "../../documents/yaml.js";
import { atTheDoor } from "../../door.js";
import { MigError } from "../../error.js";
import { deepFreeze } from "../../model/freeze.js";
import { show } from "../../model/quote.js";
import { flags, flagsOf, type Nullable } from "./flags.js";
import { GoFault, isObject, type PassedOver, unmarshal } from "./go-json.js";
import { bool, int, listOf, pointer, type Reader, struct, text } from "./go-readers.js";
import { namedPattern, sharedResources } from "./sharing.js";
import type { DevicePluginConfig, DevicePluginFlags, NamedPattern, SharedResources } from "./types.js";

/** What messages call the text. */
const NAME = "device plugin config";
const VERSION = "v1";

/**
 * Reads a config of the device plugin, as YAML or JSON text, as the object that such a text means,
 * or as an object that this function gave, and accepts, rejects and understands it as v0.20 does.
 * Unknown keys are passed over (`checkDevicePluginConfig` names them), keys match whatever their
 * case except below `sharing` and `resources`, an empty text is a config that sets nothing.
 *
 * @throws MigError INVALID_INPUT with the plugin's own message, for a text with line and column;
 *   for a text above 1 MiB, which is a ConfigMap's limit, and what is no YAML
 */
export function parseDevicePluginConfig(config: unknown): DevicePluginConfig {
  return atTheDoor(() => deepFreeze(readConfig(config).config));
}

/** A config as it was read. */
export interface ReadConfig {
  readonly config: DevicePluginConfig;
  /** Keys that mean nothing to the plugin. */
  readonly passedOver: readonly PassedOver[];
  /** The places of a text; null: an object was given, or an empty text. */
  readonly source: SourceDocument | null;
}

/** @throws MigError INVALID_INPUT */
export function readConfig(config: unknown): ReadConfig {
  if (typeof config === "string") {
    const source = sourceOf(config);
    return readValue(source?.value ?? null, source);
  }
  if (typeof config === "object" && config !== null) return readValue(withoutNothing(config), null);
  throw new MigError("INVALID_INPUT", `a ${NAME} is needed, as text or as an object, not ${show(config)}`);
}

/** Reads what a text means. @param source its places, which messages then name. @throws MigError INVALID_INPUT */
export function readValue(value: unknown, source: SourceDocument | null): ReadConfig {
  try {
    const passedOver: PassedOver[] = [];
    return { config: decode(value, passedOver), passedOver, source };
  } catch (error) {
    if (!(error instanceof GoFault)) throw error;
    const position = source?.positionOf(error.path) ?? null;
    const where = position === null ? "" : ` (line ${position.line}, column ${position.column})`;
    throw new MigError("INVALID_INPUT", `${error.message}${where}`, { path: error.path, cause: error });
  }
}

/** The plugin writes what it refuses to read: time slicing without anything in it. In an object it stands for none. */
function withoutNothing(config: object): object {
  const { sharing } = config as { readonly sharing?: unknown };
  const { timeSlicing, ...rest } = (isObject(sharing) ? sharing : {}) as { readonly timeSlicing?: unknown };
  return isObject(timeSlicing) && Object.keys(timeSlicing).length === 0 ? { ...config, sharing: rest } : config;
}

/** The document of a text; what is no YAML, or nothing that JSON can say, is told in the plugin's words as far as they are known. */
function sourceOf(text: string): SourceDocument | null {
  try {
    return readFirstDocument(text, NAME);
  } catch (error) {
    if (!(error instanceof MigError && error.cause instanceof YamlFault) || error.cause.goWords === null) throw error;
    const [, where = ""] = / at (line \d+, column \d+)$/.exec(error.message) ?? [];
    const message = `unmarshal error: error converting YAML to JSON: ${error.cause.goWords}`;
    throw new MigError("INVALID_INPUT", where === "" ? message : `${message} (${where})`, { cause: error.cause });
  }
}

function decode(value: unknown, passedOver: PassedOver[]): DevicePluginConfig {
  const read = atUnmarshal(() => unmarshal({ path: [], passedOver }, (target) => pluginConfig(value, target)) ?? {});
  const { version = "", flags = {}, resources = {}, sharing = {}, imex = {} } = read;
  if (version !== "" && version !== VERSION) throw new GoFault(["version"], `unknown version: ${version}`);
  const mig = resources.mig ?? [];
  const channelIDs = imex.channelIDs ?? [];
  return {
    version: VERSION,
    flags: flagsOf(flags),
    resources: { gpus: resources.gpus ?? null, ...(mig.length === 0 ? {} : { mig }) },
    sharing: { timeSlicing: sharing.timeSlicing ?? {}, ...(sharing.mps == null ? {} : { mps: sharing.mps }) },
    imex: { ...(channelIDs.length === 0 ? {} : { channelIDs }), ...(imex.required === true ? { required: true } : {}) },
  };
}

function atUnmarshal<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof GoFault)) throw error;
    throw new GoFault(error.path, `unmarshal error: error unmarshaling JSON: while decoding JSON: ${error.message}`);
  }
}

const NO_PATTERN: NamedPattern = { pattern: "", name: "" };
const patterns = listOf(namedPattern, NO_PATTERN, "[]v1.Resource");
const resources = struct<{ gpus: readonly NamedPattern[] | null; mig: readonly NamedPattern[] | null }>("Resources", {
  gpus: patterns,
  mig: patterns,
});
const sharing = struct<{ timeSlicing: SharedResources; mps: SharedResources | null }>("Sharing", {
  timeSlicing: sharedResources,
  mps: pointer(sharedResources),
});
const imex = struct<{ channelIDs: readonly number[] | null; required: boolean }>("Imex", {
  channelIDs: listOf(int, 0, "[]int"),
  required: bool,
});

/** Of all texts in the config only this is one by its type, which sigs.k8s.io/yaml then makes of numbers and booleans. */
const version: Reader<string> = (value, at) => {
  const isPlain = typeof value === "number" || typeof value === "bigint" || typeof value === "boolean";
  return text(isPlain ? String(value).replace(/e([-+])(\d)$/, "e$10$2") : value, at);
};

const pluginConfig = struct<{
  version: string;
  flags: Partial<Nullable<DevicePluginFlags>>;
  resources: Partial<{ gpus: readonly NamedPattern[] | null; mig: readonly NamedPattern[] | null }>;
  sharing: Partial<{ timeSlicing: SharedResources; mps: SharedResources | null }>;
  imex: Partial<{ channelIDs: readonly number[] | null; required: boolean }>;
}>("Config", { version, flags, resources, sharing, imex });
