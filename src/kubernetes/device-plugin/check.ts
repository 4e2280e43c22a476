/** What can be said of a config without a node: what the plugin refuses, passes over and ignores. */
import { type Finding, located } from "../../documents/finding.js";
import { atTheDoor } from "../../door.js";
import { MigError } from "../../error.js";
import { deepFreeze } from "../../model/freeze.js";
import { nearest } from "../../model/nearest.js";
import { quote } from "../../model/quote.js";
import type { DevicePluginCode } from "./codes.js";
import { type ReadConfig, readConfig } from "./config.js";
import { ignoredParts, sharedResourcesOf, sharingStrategy } from "./effective.js";
import { flagFindings } from "./flag-values.js";
import type { PassedOver } from "./go-json.js";

/** A finding of `checkDevicePluginConfig`. */
export type PluginFinding = Finding<DevicePluginCode>;

/**
 * Checks a config of the device plugin, as text or as an object: one error where the plugin does
 * not read it or would not start with its flags, warnings for what it passes over and ignores.
 * Of a text findings have their line and column, in the message where the plugin does not read it. `devicePlugin` says what the config does on a
 * node.
 *
 * @throws MigError INVALID_INPUT only for what is neither a text nor an object
 */
export function checkDevicePluginConfig(config: unknown): readonly PluginFinding[] {
  return atTheDoor(() => {
    const read = readOrFinding(config);
    if ("severity" in read) return deepFreeze([read]);
    const findings = [...flagFindings(read.config, read.config.flags.migStrategy), ...configFindings(read)];
    return deepFreeze(read.source === null ? findings : located(findings, (path) => read.source?.positionOf(path) ?? null));
  });
}

/** The config, or the finding that says why the plugin does not read it. @throws MigError for what is neither a text nor an object */
export function readOrFinding(config: unknown): ReadConfig | PluginFinding {
  try {
    return readConfig(config);
  } catch (error) {
    const isDocument = typeof config === "string" || (typeof config === "object" && config !== null);
    if (!(error instanceof MigError) || !isDocument) throw error;
    return { severity: "error", code: "INVALID_CONFIG", message: error.message, path: error.path };
  }
}

/** What the plugin passes over and ignores, with any flags and on any node. */
export function configFindings({ config, passedOver }: ReadConfig): readonly PluginFinding[] {
  return [
    ...passedOver.map((each, i) => unknownKey(each, i < MOST_HINTS)),
    ...ignoredParts(config),
    ...bothStrategies(config),
    ...sharedTwice(config),
  ];
}

/** The nearest name takes a search, and nobody reads more of them. */
const MOST_HINTS = 100;

function unknownKey({ path, names }: PassedOver, hinted: boolean): PluginFinding {
  const key = String(path.at(-1));
  const [near = `there are ${names.join(", ")}`] = hinted ? nearest(key, names, 1) : [];
  return {
    severity: "warning",
    code: "UNKNOWN_KEY",
    message: `${quote(key)} means nothing to the device plugin here, and is passed over`,
    path,
    ...(hinted ? { hint: near } : {}),
  };
}

function bothStrategies({ sharing }: ReadConfig["config"]): readonly PluginFinding[] {
  if (sharing.mps === undefined || sharing.timeSlicing.resources === undefined) return [];
  const message = "sharing.mps is given as well, and the device plugin goes by that alone";
  return [{ severity: "warning", code: "TIME_SLICING_IGNORED", message, path: ["sharing", "timeSlicing"] }];
}

function sharedTwice(config: ReadConfig["config"]): readonly PluginFinding[] {
  const section = sharingStrategy(config) === "mps" ? "mps" : "timeSlicing";
  const firsts = new Map<string, number>();
  return (sharedResourcesOf(config).resources ?? []).flatMap(({ name }, i) => {
    const first = firsts.get(name);
    if (first === undefined) {
      firsts.set(name, i);
      return [];
    }
    const message = `${name} is shared by resources[${first}] already; the larger number of replicas counts`;
    return [{ severity: "warning", code: "SHARED_TWICE", message, path: ["sharing", section, "resources", i, "name"] }];
  });
}
