/** What values and ClusterPolicies say of MIG alike: the same rules stand at `mig` and at `spec.mig`. */
import type { Path } from "../error.js";
import { quote } from "../model/quote.js";
import { GENERATED_CONFIG, isFrom, type Version } from "./known-keys.js";
import { at, dotted, isFields, typeOf } from "./plain.js";
import { STRATEGIES } from "./strategy.js";
import type { OperatorFinding } from "./types.js";

/** Where a part of a document stands: in values at the top, in a ClusterPolicy below `spec`. */
export interface Place {
  readonly document: unknown;
  readonly prefix: Path;
  readonly version: Version;
}

/** What the ClusterPolicy allows as `migManager.config.default`. */
const DEFAULTS = ["all-disabled", ""];
/** The ConfigMap that the operator brings itself (assets/state-mig-manager/0400_configmap.yaml). */
const OWN_CONFIG = "default-mig-parted-config";

export function migFindings(place: Place): readonly OperatorFinding[] {
  return [
    ...allowed(place, ["mig", "strategy"], STRATEGIES, "none, single or mixed; without one the device plugin decides by node"),
    ...allowed(
      place,
      ["migManager", "config", "default"],
      DEFAULTS,
      "another config is chosen by node, with the label nvidia.com/mig.config",
    ),
    ...staticConfig(place),
    ...environment(place),
    ...reboot(place),
  ];
}

/** Of a text the values that the ClusterPolicy allows; messages are the API server's. */
function allowed({ document, prefix }: Place, path: Path, values: readonly string[], hint: string): readonly OperatorFinding[] {
  const here = [...prefix, ...path];
  const value = at(document, here);
  const field = dotted(["spec", ...path]);
  if (value === undefined || typeof value === "object") return [];
  if (typeof value !== "string")
    return prefix.length > 0 ? [] : [badType(field, here, "string", value, "put it in quotes, or set it with --set-string")];
  if (values.includes(value)) return [];
  // The chart's template leaves an empty text out, so that nothing is refused.
  if (value === "" && prefix.length === 0) return [];
  const message = `${field}: Unsupported value: ${JSON.stringify(value.slice(0, 64))}: supported values: ${values.map((each) => JSON.stringify(each)).join(", ")}`;
  return [{ severity: "error", code: "UNSUPPORTED_VALUE", message, path: here, hint }];
}

/** A value of another type than the field has, in the API server's words. */
export function badType(field: string, path: Path, wanted: string, value: unknown, hint: string): OperatorFinding {
  const type = typeOf(value);
  return {
    severity: "error",
    code: "WRONG_TYPE",
    message: `${field}: Invalid value: "${type}": ${field} in body must be of type ${wanted}: "${type}"`,
    path,
    hint,
  };
}

function staticConfig({ document, prefix, version }: Place): readonly OperatorFinding[] {
  const path = [...prefix, "migManager", "config", "name"];
  if (at(document, path) !== OWN_CONFIG || !isFrom(version, GENERATED_CONFIG)) return [];
  return [
    {
      severity: "warning",
      code: "STATIC_CONFIG",
      message: `${OWN_CONFIG} is the operator's own file; naming it keeps the MIG manager from making configs from the node's hardware`,
      path,
      hint: "leave the name empty",
    },
  ];
}

/** `env` is a list of names and texts, and `--set` makes other things than texts. */
function environment({ document, prefix }: Place): readonly OperatorFinding[] {
  const path = [...prefix, "migManager", "env"];
  const list = at(document, path);
  if (!Array.isArray(list)) return [];
  return Array.from(list).flatMap((item: unknown, i) => {
    const field = dotted(["spec", "migManager", "env", i]);
    if (!isFields(item)) return [badType(field, [...path, i], "object", item, "each is { name, value }")];
    const name = at(item, ["name"]);
    const value = at(item, ["value"]);
    const nameless: OperatorFinding = {
      severity: "error",
      code: "NO_NAME",
      message: `${field}.name: Required value`,
      path: [...path, i],
      hint: "each is { name, value }",
    };
    const extra = Object.keys(item).filter((key) => key !== "name" && key !== "value");
    return [
      ...(name === undefined || name === null ? [nameless] : []),
      ...extra.map(
        (key): OperatorFinding => ({
          // Helm's client says so and goes on.
          severity: prefix.length > 0 ? "error" : "warning",
          code: "UNKNOWN_FIELD",
          message: `strict decoding error: unknown field "${field}.${key}"`,
          path: [...path, i, key],
          hint: "variables have a name and a value, and are read from nowhere else",
        }),
      ),
      ...(value === undefined || value === null || typeof value === "string"
        ? []
        : [badType(`${field}.value`, [...path, i, "value"], "string", value, "put it in quotes, or set it with --set-string")]),
    ];
  });
}

function reboot({ document, prefix }: Place): readonly OperatorFinding[] {
  const strategy = at(document, [...prefix, "mig", "strategy"]);
  const env = at(document, [...prefix, "migManager", "env"]);
  const told = Array.isArray(env) && Array.from(env).some((item: unknown) => at(item, ["name"]) === "WITH_REBOOT");
  const off = at(document, [...prefix, "migManager", "enabled"]) === false;
  if ((strategy !== "single" && strategy !== "mixed") || told || off) return [];
  return [
    {
      severity: "note",
      code: "REBOOT",
      message: `strategy ${quote(strategy)}: where a GPU cannot be reset, as on many clouds, MIG mode only changes with a reboot, which the MIG manager does only when told to`,
      path: [...prefix, "mig", "strategy"],
      hint: 'there, add { name: WITH_REBOOT, value: "true" } to migManager.env',
    },
  ];
}
