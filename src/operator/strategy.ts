/** The strategy against what nodes hold. */
import type { Path } from "../error.js";
import type { MigStrategy, NodeGpus } from "../gpu/node.js";
import { type ReadNode, readNodeGpus } from "../gpu/read-node.js";
import { quote } from "../model/quote.js";
import { at } from "./plain.js";
import type { OperatorFinding } from "./types.js";

export const STRATEGIES: readonly MigStrategy[] = ["none", "single", "mixed"];

/** What the chart sets where values say nothing (values.yaml); the operator alone sets nothing. */
export const CHART_STRATEGY: MigStrategy = "single";

/** What a document asks for: `unsaid` where it says nothing; null: no strategy that there is. */
export function strategyAt(document: unknown, path: Path, unsaid: MigStrategy | null = null): MigStrategy | null {
  const value = at(document, path);
  if (value === undefined) return unsaid;
  return STRATEGIES.find((strategy) => strategy === value) ?? null;
}

/**
 * single takes a node for one kind of device: MIG on all of its GPUs, of one profile
 * (k8s-device-plugin internal/rm, gpu-feature-discovery); none shows no MIG device.
 *
 * @throws MigError as `readNodeGpus`
 */
export function strategyFindings(strategy: MigStrategy, path: Path, nodes: readonly NodeGpus[]): readonly OperatorFinding[] {
  return nodes.map(readNodeGpus).flatMap((node) => {
    const profiles = profilesOf(node);
    if (profiles.length === 0 || strategy === "mixed") return [];
    const name = `node ${quote(node.name)} holds ${profiles.slice(0, 4).join(", ")}`;
    if (strategy === "none")
      return [found("warning", path, `${name}, and strategy none shows no MIG device to anyone`, "single or mixed")];
    if (profiles.length > 1)
      return [found("error", path, `${name}, and strategy single takes MIG devices of one profile alone`, "mixed")];
    const partly = node.gpus.some(({ mig }) => mig === null) && node.gpus.some(({ mig }) => mig !== null);
    return partly
      ? [found("error", path, `${name} on some of its GPUs, and strategy single needs MIG on all of them`, "mixed")]
      : [];
  });
}

function profilesOf({ gpus, instances }: ReadNode): readonly string[] {
  const placed = gpus.flatMap(({ mig }) => mig?.map(({ placement }) => placement.profile) ?? []);
  const counted = Object.entries(instances).flatMap(([profile, count]) => (count > 0 ? [profile] : []));
  return [...new Set([...placed, ...counted])];
}

function found(severity: OperatorFinding["severity"], path: Path, message: string, hint: string): OperatorFinding {
  return { severity, code: "STRATEGY", message, path, hint };
}
