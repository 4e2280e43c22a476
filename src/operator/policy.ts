/** A ClusterPolicy as the API server judges it (crds/nvidia.com_clusterpolicies.yaml). */
import { nearest } from "../model/nearest.js";
import { MAX_KEYS } from "./keys.js";
import { FIELDS_OF_POLICY, isFrom, KNOWN_KEYS, OTHER_SECTIONS, type Version, versionText } from "./known-keys.js";
import { badType, migFindings } from "./mig-part.js";
import { at, dotted, type Fields, isFields, typeOf } from "./plain.js";
import type { OperatorFinding } from "./types.js";

/** Findings have the messages with which the API server refuses. */
export function policyFindings(policy: Fields, version: Version): readonly OperatorFinding[] {
  const spec = at(policy, ["spec"]);
  if (spec !== undefined && !isFields(spec)) return [badType("spec", ["spec"], "object", spec, "write its fields below it")];
  const fields = spec === undefined ? [] : fieldFindings(spec, [], version);
  return [...fields, ...migFindings({ document: policy, prefix: ["spec"], version })];
}

function fieldFindings(fields: Fields, path: readonly string[], version: Version): readonly OperatorFinding[] {
  return Object.entries(fields)
    .slice(0, MAX_KEYS)
    .flatMap(([key, value]) => {
      const here = [...path, key];
      const field = FIELDS_OF_POLICY.get(here.join("."));
      if (field === undefined) return path.length === 0 && OTHER_SECTIONS.includes(key) ? [] : [unknown(here, null)];
      if (!isFrom(version, field.since)) return [unknown(here, field.since)];
      if (value === null) return [];
      if (typeOf(value) !== field.type)
        return [badType(dotted(["spec", ...here]), ["spec", ...here], field.type, value, `give it as ${field.type}`)];
      const closed = [...FIELDS_OF_POLICY.keys()].some((each) => each.startsWith(`${field.path}.`));
      return isFields(value) && closed ? fieldFindings(value, here, version) : [];
    });
}

function unknown(path: readonly string[], since: Version | null): OperatorFinding {
  const name = path.join(".");
  const siblings = [...FIELDS_OF_POLICY.keys(), ...OTHER_SECTIONS].filter((each) => each.split(".").length === path.length);
  const [close] = nearest(name, siblings, 1);
  const hint =
    since !== null
      ? `it came with ${versionText(since)}`
      : KNOWN_KEYS.has(name)
        ? "it is a value of the Helm chart; here make the ConfigMap yourself and give its name"
        : close === undefined
          ? null
          : `nearest is spec.${close}`;
  return {
    severity: "error",
    code: "UNKNOWN_FIELD",
    message: `strict decoding error: unknown field "${dotted(["spec", ...path])}"`,
    path: ["spec", ...path],
    ...(hint === null ? {} : { hint }),
  };
}
