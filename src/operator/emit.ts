import { atTheDoor } from "../door.js";
import { MigError, type Path, pathText } from "../error.js";
import type { MigStrategy } from "../gpu/node.js";
import { deepFreeze } from "../model/freeze.js";
import { show } from "../model/quote.js";
import { CONFIG_KEY } from "./config-part.js";
import { strategyAt } from "./strategy.js";
import { MAX_LEVELS, WHOLE } from "./strvals.js";

/** What `operatorValues` puts into values. */
export interface OperatorValuesInput {
  /** How the device plugin offers instances. */
  readonly strategy: MigStrategy;
  /** The ConfigMap for mig-parted: its `name`, and its `file` where Helm is to make it. Left out: made from the hardware. */
  readonly config?: { readonly name: string; readonly file?: string };
  /** Where MIG mode changes only with a reboot, as on many clouds. Default: not said. */
  readonly withReboot?: boolean;
}

/** A part of values.yaml of the GPU Operator's chart. */
export type OperatorValues = {
  /** `strategy` of the device plugin. */
  readonly mig: { readonly strategy: MigStrategy };
  /** `config`: `name` of the ConfigMap, and, where the chart makes it, `create` and `data` with the file as `config.yaml`; `env`: `name` and `value` of variables. */
  readonly migManager?: {
    readonly config?: {
      readonly name: string;
      readonly create?: true;
      readonly data?: { readonly [CONFIG_KEY]: string };
    };
    readonly env?: readonly { readonly name: string; readonly value: string }[];
  };
};

/**
 * The part of values.yaml that asks for this, and nothing else. `config.file` needs the chart of
 * v24.6.0 or later. What stands in the file is not judged.
 *
 * @throws MigError INVALID_INPUT with the path to what is wrong in the input
 */
export function operatorValues(input: OperatorValuesInput): OperatorValues {
  return atTheDoor(() => {
    if (typeof input !== "object" || input === null) throw invalid([], "{ strategy } is needed", input);
    const { config, withReboot } = input;
    if (withReboot !== undefined && typeof withReboot !== "boolean")
      throw invalid(["withReboot"], "true or false is needed", withReboot);
    const made = config === undefined ? {} : { config: configOf(config) };
    const env = withReboot === undefined ? {} : { env: [{ name: "WITH_REBOOT", value: String(withReboot) }] };
    const manager = { ...made, ...env };
    const mig = { strategy: strategyOf(input.strategy) };
    return deepFreeze(Object.keys(manager).length === 0 ? { mig } : { mig, migManager: manager });
  });
}

function configOf(config: unknown) {
  if (typeof config !== "object" || config === null) throw invalid(["config"], "{ name, file } is needed", config);
  const { name, file } = config as { name?: unknown; file?: unknown }; // both are tested next
  const named = nameOf(name, ["config", "name"]);
  if (file === undefined) return { name: named };
  if (typeof file !== "string" || file === "") throw invalid(["config", "file"], "the text of a file is needed", file);
  return { name: named, create: true as const, data: { [CONFIG_KEY]: file } };
}

function strategyOf(value: unknown): MigStrategy {
  const strategy = strategyAt(value, []);
  if (strategy !== null) return strategy;
  throw invalid(["strategy"], "none, single or mixed is needed", value);
}

const NAME = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;

function nameOf(value: unknown, path: Path): string {
  if (typeof value === "string" && NAME.test(value)) return value;
  throw invalid(path, "a DNS name of at most 253 characters is needed", value);
}

const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Namespaces are labels: without dots, and shorter than other names. */
function namespaceOf(value: unknown): string {
  if (typeof value === "string" && LABEL.test(value)) return value;
  throw invalid(["namespace"], "a DNS label of at most 63 characters is needed", value);
}

/**
 * The same values as arguments of `helm install`, flag and argument in turn, without quotes for a shell:
 * `["--set", "mig.strategy=mixed"]`. Texts that `--set` would take for something else go with
 * `--set-string`, and what it cannot say at all (empty lists and maps, fractions) with `--set-json`.
 *
 * @throws MigError INVALID_INPUT for what Helm cannot be told: empty keys, more than 30 levels, what is
 *   no JSON, and texts of more than 65,536 characters, which no command line takes
 */
export function setArguments(values: object): readonly string[] {
  return atTheDoor(() => {
    if (typeof values !== "object" || values === null || Array.isArray(values))
      throw invalid([], "a map of values is needed", values);
    return Object.freeze(Object.entries(values).flatMap(([key, value]) => argumentsOf(keyText(key, []), value, [key])));
  });
}

/** Half of what Linux takes as one argument (MAX_ARG_STRLEN), since commas are escaped. */
const LONGEST = 65_536;

function argumentsOf(key: string, value: unknown, path: Path): readonly string[] {
  // Helm counts dots alone; with indices the text could grow without end.
  if (path.length > MAX_LEVELS) throw invalid(path, `at most ${MAX_LEVELS} levels can be set`, value);
  if (typeof value === "object" && value !== null) {
    const parts = Array.isArray(value)
      ? Array.from(value, (each: unknown, i) => [`${key}[${i}]`, each, i] as const)
      : Object.entries(value).map(([name, each]) => [`${key}.${keyText(name, path)}`, each, name] as const);
    if (parts.length === 0) return ["--set-json", `${key}=${Array.isArray(value) ? "[]" : "{}"}`];
    return parts.flatMap(([name, each, step]) => argumentsOf(name, each, [...path, step]));
  }
  if (value === null || typeof value === "boolean") return ["--set", `${key}=${value}`];
  if (typeof value === "number" && Number.isFinite(value))
    return [Number.isSafeInteger(value) ? "--set" : "--set-json", `${key}=${JSON.stringify(value)}`];
  if (typeof value !== "string") throw invalid(path, "what JSON has is needed", value);
  if (value.length > LONGEST) throw invalid(path, `a text of at most ${LONGEST} characters is needed, or a values file`, value);
  // With --set Helm takes the end of an empty text within a list for the list's own, and loses it.
  if (value === "" && path.some((step) => typeof step === "number")) return ["--set-json", `${key}=""`];
  const mistaken = /^(?:true|false|null)$/i.test(value) || WHOLE.test(value);
  return [mistaken ? "--set-string" : "--set", `${key}=${value.replace(/[\\,]/g, "\\$&").replace(/^\{/, "\\{")}`];
}

function keyText(key: string, path: Path): string {
  if (key === "") throw invalid(path, "keys need a name", key);
  // A line that begins with a brace is a whole document to --set-json.
  return key.replace(/[\\.,=[{]/g, "\\$&");
}

/**
 * The JSON patch (`op`, `path`, `value`) that sets the strategy of a running operator:
 * `kubectl patch clusterpolicies.nvidia.com/cluster-policy --type=json -p ...`.
 *
 * @throws MigError INVALID_INPUT
 */
export function clusterPolicyPatch(
  strategy: MigStrategy,
): readonly [{ readonly op: "replace"; readonly path: "/spec/mig/strategy"; readonly value: MigStrategy }] {
  return atTheDoor(() => deepFreeze([{ op: "replace", path: "/spec/mig/strategy", value: strategyOf(strategy) }] as const));
}

/** A ConfigMap as `migManager.config.name` needs it. */
export type MigConfigMap = {
  /** The only version there is. */
  readonly apiVersion: "v1";
  /** As the API server spells it. */
  readonly kind: "ConfigMap";
  /** `name`, and `namespace` where one was given. */
  readonly metadata: { readonly name: string; readonly namespace?: string };
  /** The file, under the key that mig-manager reads, `config.yaml`. */
  readonly data: { readonly [CONFIG_KEY]: string };
};

/**
 * The ConfigMap with a file for mig-parted, as people make it beside the chart. What stands in the
 * file is not judged.
 *
 * @throws MigError INVALID_INPUT for what is no text, no name of an object, or no namespace
 */
export function migConfigMap(name: string, file: string, options: { readonly namespace?: string } = {}): MigConfigMap {
  return atTheDoor(() => {
    const { namespace } = options;
    if (typeof file !== "string") throw invalid(["file"], "the text of a file is needed", file);
    const metadata = {
      name: nameOf(name, ["name"]),
      ...(namespace === undefined ? {} : { namespace: namespaceOf(namespace) }),
    };
    return deepFreeze<MigConfigMap>({ apiVersion: "v1", kind: "ConfigMap", metadata, data: { [CONFIG_KEY]: file } });
  });
}

function invalid(path: Path, needed: string, value: unknown): MigError {
  return new MigError("INVALID_INPUT", `${pathText(path)}${needed}, not ${show(value)}`, { path });
}
