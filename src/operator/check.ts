import { located } from "../documents/finding.js";
import { atTheDoor } from "../door.js";
import { MigError } from "../error.js";
import type { NodeGpus } from "../gpu/node.js";
import { deepFreeze } from "../model/freeze.js";
import { show } from "../model/quote.js";
import { configFile, configFindings } from "./config-part.js";
import { keyFindings } from "./keys.js";
import { NEWEST, type Version, versionOf } from "./known-keys.js";
import { migFindings } from "./mig-part.js";
import { at, type Fields, isFields } from "./plain.js";
import { policyFindings } from "./policy.js";
import { type Subject, subjectsOf } from "./read.js";
import { CHART_STRATEGY, strategyAt, strategyFindings } from "./strategy.js";
import type { OperatorFinding } from "./types.js";

/** What the values are for. */
export interface CheckOperatorOptions {
  /** Of the chart or the operator, such as "v24.6.0"; default what a command says with `--version`, else the newest known (v26.7.0). */
  readonly version?: string;
  /** Nodes whose devices the strategy is to show; default none, and the strategy is not judged by them. */
  readonly nodes?: readonly NodeGpus[];
}

/**
 * The MIG part of a GPU Operator installation, checked: Helm values, a ClusterPolicy, or a ConfigMap
 * for mig-parted, each as an object or as YAML with any number of them; a line of `--set` assignments;
 * or a whole `helm install`, `upgrade` or `template` command, read as Helm reads it.
 *
 * Errors: what Helm, the API server or the MIG manager refuses, in their words where they have any.
 * Warnings: what they take and nothing comes of, such as keys that the chart of this version does not
 * have. Keys outside the MIG part are judged only where the table of known keys has them. What stands
 * in `config.yaml` is mig-parted's to judge; `migConfigIn` finds it. Texts have positions.
 *
 * @throws MigError INVALID_INPUT for a text that is no YAML, and for what is none of these; for a set
 *   line that Helm does not read; as `NodeGpus` for nodes
 */
export function checkOperatorValues(values: unknown, options: CheckOperatorOptions = {}): readonly OperatorFinding[] {
  return atTheDoor(() => {
    const version = readVersion(options.version);
    const nodes = readNodes(options.nodes);
    return deepFreeze(
      subjectsOf(values).flatMap((subject) => {
        const said = subject.version === null ? null : versionOf(subject.version);
        const findings = findingsOf(subject, version ?? said ?? NEWEST, nodes);
        return [...subject.findings, ...located(findings, (path) => subject.positionOf(path))];
      }),
    );
  });
}

function readVersion(text: unknown): Version | null {
  if (text === undefined) return null;
  const version = typeof text === "string" ? versionOf(text) : null;
  if (version !== null) return version;
  throw new MigError("INVALID_INPUT", `version: a release such as v24.6.0 is needed, not ${show(text)}`, { path: ["version"] });
}

function readNodes(nodes: unknown): readonly NodeGpus[] {
  if (nodes === undefined) return [];
  if (!Array.isArray(nodes))
    throw new MigError("INVALID_INPUT", `nodes: a list is needed, not ${show(nodes)}`, { path: ["nodes"] });
  return Array.from<NodeGpus>(nodes);
}

function findingsOf({ kind, document }: Subject, version: Version, nodes: readonly NodeGpus[]): readonly OperatorFinding[] {
  if (kind === "configMap") return fileFindings(document);
  const prefix = kind === "policy" ? ["spec"] : [];
  const path = [...prefix, "mig", "strategy"];
  const strategy = strategyAt(document, path, kind === "values" ? CHART_STRATEGY : null);
  return [
    ...(kind === "policy"
      ? policyFindings(document, version)
      : [...keyFindings(document, version), ...configFindings(document, version), ...migFindings({ document, prefix, version })]),
    ...(strategy === null ? [] : strategyFindings(strategy, path, nodes)),
  ];
}

/** Of ConfigMaps only those are looked at that hold configs for mig-parted. */
function fileFindings(document: Fields): readonly OperatorFinding[] {
  const data = at(document, ["data"]);
  const holds = isFields(data) && Object.values(data).some((text) => typeof text === "string" && /^mig-configs:/m.test(text));
  return holds ? configFile(data, ["data"]) : [];
}
