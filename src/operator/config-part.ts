/** The ConfigMaps that Helm makes of values: `migManager.config` and `devicePlugin.config`. */
import { show } from "../model/quote.js";
import { isFrom, VALIDATIONS, type Version } from "./known-keys.js";
import { at, type Fields, isFields, isSet } from "./plain.js";
import type { OperatorCode, OperatorFinding } from "./types.js";

/** The key under which the MIG manager looks for its file. */
export const CONFIG_KEY = "config.yaml";

export function configFindings(values: Fields, version: Version): readonly OperatorFinding[] {
  return [...migConfig(values), ...pluginConfig(values, version), ...managerOff(values), ...stacks(values, version)];
}

function finding(
  severity: OperatorFinding["severity"],
  code: OperatorCode,
  path: readonly string[],
  message: string,
  hint: string,
): OperatorFinding {
  return { severity, code, message: `${path.join(".")}: ${message}`, path, hint };
}

function migConfig(values: Fields): readonly OperatorFinding[] {
  const path = ["migManager", "config"];
  const config = at(values, path);
  if (!isFields(config)) return [];
  const create = isSet(at(config, ["create"]));
  const data = at(config, ["data"]);
  const nameless = "the ConfigMap that create makes needs a name";
  const empty = "without data no ConfigMap is made, and the MIG manager waits for one that nobody makes";
  const unseen = "without create=true it is not looked at";
  if (!isSet(data))
    return create ? [finding("warning", "NOT_CREATED", [...path, "create"], empty, "give data, or leave create out")] : [];
  return [
    ...(create && !isSet(at(config, ["name"]))
      ? [finding("error", "NO_NAME", [...path, "name"], nameless, "migManager.config.name")]
      : []),
    ...(create ? [] : [finding("warning", "NOT_CREATED", [...path, "data"], unseen, "migManager.config.create=true")]),
    ...(isFields(data) ? configFile(data, [...path, "data"]) : []),
  ];
}

/** The data of a ConfigMap that is to hold mig-parted's file. */
export function configFile(data: Fields, path: readonly string[]): readonly OperatorFinding[] {
  if (!Object.hasOwn(data, CONFIG_KEY)) {
    const keys = Object.keys(data).slice(0, 3).map(show).join(", ");
    return [
      finding(
        "error",
        "NO_CONFIG_YAML",
        path,
        `the MIG manager reads the key ${CONFIG_KEY}, and there is ${keys}`,
        `name it ${CONFIG_KEY}`,
      ),
    ];
  }
  const text = at(data, [CONFIG_KEY]);
  if (typeof text === "string") return [];
  const hint = `write ${CONFIG_KEY}: |- and the file below it`;
  return [finding("error", "WRONG_TYPE", [...path, CONFIG_KEY], `a ConfigMap holds texts, not ${show(text)}`, hint)];
}

/** Messages are those of templates/validations.yaml. */
function pluginConfig(values: Fields, version: Version): readonly OperatorFinding[] {
  const path = ["devicePlugin", "config"];
  const config = at(values, path);
  if (!isFields(config)) return [];
  const data = at(config, ["data"]);
  const chosen = at(config, ["default"]);
  const create = isSet(at(config, ["create"]));
  const checked = create && isFrom(version, VALIDATIONS);
  const empty = (key: string): OperatorFinding => ({
    severity: "error",
    code: key === "name" ? "NO_NAME" : "NOT_CREATED",
    message: `devicePlugin.config.${key} cannot be empty when devicePlugin.config.create is set to true`,
    path: [...path, "create"],
    hint: `devicePlugin.config.${key}`,
  });
  const absent = create && isFields(data) && typeof chosen === "string" && chosen !== "" && !Object.hasOwn(data, chosen);
  return [
    ...(checked && !isSet(data) ? [empty("data")] : []),
    ...(checked && !isSet(at(config, ["name"])) ? [empty("name")] : []),
    ...(absent
      ? [
          finding(
            "error",
            "NO_SUCH_DEFAULT",
            [...path, "default"],
            `data has no config ${show(chosen)}`,
            `one of ${Object.keys(data).slice(0, 8).join(", ")}`,
          ),
        ]
      : []),
  ];
}

function managerOff(values: Fields): readonly OperatorFinding[] {
  const config = at(values, ["migManager", "config"]);
  const given = isSet(at(config, ["name"])) || isSet(at(config, ["data"]));
  if (at(values, ["migManager", "enabled"]) !== false || !given) return [];
  const path = ["migManager", "enabled"];
  return [
    finding(
      "warning",
      "MANAGER_OFF",
      path,
      "with the MIG manager off nothing reads the config, nor the label nvidia.com/mig.config",
      "migManager.enabled=true",
    ),
  ];
}

function stacks(values: Fields, version: Version): readonly OperatorFinding[] {
  const path = ["gpuCluster", "deployCR"];
  // The chart deploys a ClusterPolicy unless told not to.
  const policy = at(values, ["clusterPolicy", "deployCR"]) !== false;
  if (at(values, path) !== true || !policy || !isFrom(version, VALIDATIONS)) return [];
  return [
    {
      severity: "error",
      code: "TWO_STACKS",
      message: "clusterPolicy.deployCR and gpuCluster.deployCR cannot both be true; only one CR can exist",
      path,
      hint: "clusterPolicy.deployCR=false",
    },
  ];
}
