/** What can be said of a config without a node: what the plugin refuses, passes over and ignores. */
import { located } from "../../documents/finding.js";
import { atTheDoor } from "../../door.js";
import { MigError } from "../../error.js";
import { deepFreeze } from "../../model/freeze.js";
import { nearest } from "../../model/nearest.js";
import { quote } from "../../model/quote.js";
import type { PluginFinding } from "./codes.js";
import { type ReadConfig, readConfig, readValue } from "./config.js";
import { ignoredParts, sharedResourcesOf, sharingStrategy } from "./effective.js";
import { flagFindings } from "./flag-values.js";
import type { PassedOver } from "./go-json.js";

/**
 * Checks a config of the device plugin, as text or as an object: one error where the plugin does
 * not read it or would not start with its flags, warnings for what it passes over and ignores.
 * Findings in a text have their line and column; where the plugin does not read it, these are in the
 * message. `devicePlugin` says what the config does on a node.
 *
 * @throws MigError INVALID_INPUT only for what is neither a text nor an object
 */
export function checkDevicePluginConfig(config: unknown): readonly PluginFinding[] {
  return atTheDoor(() => findingsOf(readOrFinding(config)));
}

/**
 * As `checkDevicePluginConfig`, of the value of a document. Unlike an object of the library's own, it
 * is held to all that the plugin asks of a text. Whoever has the document knows the places.
 */
export function checkDevicePluginValue(value: unknown): readonly PluginFinding[] {
  return findingsOf(orFinding(() => readValue(value, null)));
}

function findingsOf(read: ReadConfig | PluginFinding): readonly PluginFinding[] {
  if ("severity" in read) return deepFreeze([read]);
  const { config, source } = read;
  const findings = [...flagFindings(config, config.flags.migStrategy), ...configFindings(read)];
  return deepFreeze(source === null ? findings : located(findings, (path) => source.positionOf(path)));
}

/** The config, or the finding that says why the plugin does not read it. @throws MigError for what is neither a text nor an object */
export function readOrFinding(config: unknown): ReadConfig | PluginFinding {
  const isDocument = typeof config === "string" || (typeof config === "object" && config !== null);
  return isDocument ? orFinding(() => readConfig(config)) : readConfig(config);
}

function orFinding(read: () => ReadConfig): ReadConfig | PluginFinding {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof MigError)) throw error;
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
