/** mig-manager's state machine: `Run` of pkg/mig/reconfigure/reconfigure.go of NVIDIA/mig-parted. */
import { atTheDoor } from "../door.js";
import { MigError } from "../error.js";
import type { NodeGpus } from "../gpu/node.js";
import { type ReadGpu, type ReadNode, readNodeGpus } from "../gpu/read-node.js";
import type { Placement } from "../gpu/types.js";
import { configApplied, modeApplied, stepsOf } from "../mig-parted/assert.js";
import { checkMigConfig } from "../mig-parted/check.js";
import { readMigConfig } from "../mig-parted/parse.js";
import { resolveMigConfig } from "../mig-parted/resolve.js";
import { selectMigConfig } from "../mig-parted/select.js";
import type { MigConfigEntry, MigConfigFile, ResolvedGpu } from "../mig-parted/types.js";
import { deepFreeze } from "../model/freeze.js";
import { nearest } from "../model/nearest.js";
import { show } from "../model/quote.js";
import { apply, modeCanBeSet, needsReset, type Run, reboot } from "./apply.js";
import { failure, lossFindings, lost, noChange, resetFindings, runFindings } from "./consequences.js";
import type { MigManagerFinding } from "./findings.js";
import { clientsOf, labelsAfter, type MigState, stateOf } from "./labels.js";

/** What `migManager` tells. */
export interface MigManagerOutcome {
  /** What `nvidia.com/mig.config.state` says in the end. */
  readonly state: MigState;
  /** Nothing on the GPUs is touched: the config is applied already, nothing is asked, or the run fails before it comes to them. */
  readonly unchanged: boolean;
  /** A GPU changes its MIG mode, or should and cannot. */
  readonly modeChange: boolean;
  /** Labels of clients that are paused meanwhile, those included that were absent. */
  readonly pausedClients: readonly string[];
  /** Instances that go, GPU by GPU: index of the `gpu`, and the `placement`. */
  readonly destroyed: readonly { readonly gpu: number; readonly placement: Placement }[];
  /** What the config makes of each GPU, as `resolveMigConfig`; all untouched where it is not applied. */
  readonly result: readonly ResolvedGpu[];
  /** What is wrong with the config on this node, and what the change does besides. */
  readonly findings: readonly MigManagerFinding[];
  /** The node's labels afterwards; while a node reboots its clients stay paused. */
  readonly labelsAfter: Readonly<Record<string, string>>;
}

/**
 * What happens when `nvidia.com/mig.config` is set to `value` on this node now, where mig-manager
 * reads `file`. Pure: the prediction of one run. A file that mig-parted refuses anywhere, or one
 * without such a config, fails and touches nothing; a config that is applied already succeeds at once.
 *
 * "rebooting" is predicted with `withReboot` where MIG mode has to change and either a GPU needs a
 * reset for it (the option is for machines on which resets do not work) or it can never be as asked;
 * without the option resets are taken to work. "pending" is where mig-manager stays when the
 * clients do not leave in five minutes each, which is never predicted; and users' pods are taken to
 * have left: it does not evict them, and the driver refuses to destroy what a process holds.
 * A value of "" starts nothing, and the state stays what it is ("success" where there is none).
 *
 * Where a profile is on no GPU of the node mig-parted makes nothing and reports success: the state
 * is "success" then, the GPU empty, and `result` a misfit.
 *
 * @throws MigError INVALID_INPUT and others for the node, as `resolveMigConfig`; never for `file`
 */
export function migManager(
  node: NodeGpus,
  value: string,
  file: MigConfigFile | string,
  options?: { readonly withReboot?: boolean },
): MigManagerOutcome {
  return atTheDoor(() => {
    const read = readNodeGpus(node);
    if (typeof value !== "string")
      throw new MigError("INVALID_INPUT", `value: a label value is needed, not ${show(value)}`, { path: ["value"] });
    const withReboot = options?.withReboot ?? false;
    if (typeof withReboot !== "boolean")
      throw new MigError("INVALID_INPUT", `withReboot: true or false is needed, not ${show(withReboot)}`, {
        path: ["withReboot"],
      });
    if (value === "")
      return deepFreeze({ ...nothing(read, value, stateOf(read.labels) ?? "success", [noChange()]), labelsAfter: read.labels });
    const valid = validConfig(file, value);
    if ("severity" in valid) return deepFreeze(nothing(read, value, "failed", [valid]));
    // The text, where there is one, tells the places of what is wrong.
    const wrong = checkMigConfig(file, { nodes: [node] }).filter(({ path }) => path[1] === value);
    return deepFreeze(outcome(read, value, valid.entries, resolveMigConfig(valid.file, value, node), wrong, withReboot));
  });
}

interface Valid {
  readonly file: MigConfigFile;
  readonly entries: readonly MigConfigEntry[];
}

/** More names make no hint. */
const MAX_OFFERED = 8;

/** `assert --valid-config`: the config, or why there is none. */
function validConfig(source: MigConfigFile | string, value: string): Valid | MigManagerFinding {
  let names: readonly string[] = [];
  try {
    const { file } = readMigConfig(source);
    names = Object.keys(file["mig-configs"]);
    return { file, entries: selectMigConfig(file, value) };
  } catch (error) {
    if (!(error instanceof MigError)) throw error;
    const finding = { severity: "error", code: "BAD_CONFIG", message: error.message, path: error.path } as const;
    const close = nearest(value, names);
    const offered = close.length > 0 ? close : names.slice(0, MAX_OFFERED);
    const hint = `there ${offered.length === 1 ? "is" : "are"} ${offered.join(", ")}`;
    return names.length === 0 ? finding : { ...finding, hint };
  }
}

function outcome(
  read: ReadNode,
  value: string,
  entries: readonly MigConfigEntry[],
  resolved: readonly ResolvedGpu[],
  wrong: readonly MigManagerFinding[],
  withReboot: boolean,
): MigManagerOutcome {
  const { gpus, labels } = read;
  const steps = stepsOf(entries, gpus);
  if (configApplied(steps, gpus)) return { ...nothing(read, value, "success", wrong), result: gpus.map(asItIs) };
  const modeChange = !modeApplied(steps);
  if (modeChange && stateOf(labels) === "rebooting")
    return {
      ...nothing(read, value, "failed", [...wrong, failure("MIG mode change did not take effect after rebooting")]),
      modeChange,
    };
  const rebooting = modeChange && withReboot && (needsReset(steps) || !modeCanBeSet(steps));
  const run = rebooting ? reboot(gpus) : apply(steps, gpus);
  const state = rebooting ? "rebooting" : run.error === null ? "success" : "failed";
  return {
    state,
    unchanged: false,
    modeChange,
    pausedClients: clientsOf(labels),
    destroyed: lost(gpus, run).map(({ gpu, placement }) => ({ gpu, placement })),
    result: rebooting ? resolved : gpus.map((gpu, i) => afterwards(gpu, resolved[i] ?? asItIs(gpu), run)),
    findings: [...wrong, ...runFindings(run), ...resetFindings(run.reset, rebooting), ...lossFindings(lost(gpus, run))],
    labelsAfter: labelsAfter(labels, value, state, rebooting),
  };
}

/** Nothing on the GPUs is touched. A run that has begun sets the labels of clients at its end even so. */
function nothing(read: ReadNode, value: string, state: MigState, findings: readonly MigManagerFinding[]): MigManagerOutcome {
  return {
    state,
    unchanged: true,
    modeChange: false,
    pausedClients: [],
    destroyed: [],
    result: read.gpus.map(({ index }) => ({ gpu: index, outcome: "untouched" })),
    findings,
    labelsAfter: labelsAfter(read.labels, value, state, false),
  };
}

/** A GPU that holds what is asked. */
function asItIs({ index, model, mig }: ReadGpu): ResolvedGpu {
  if (mig !== null) return { gpu: index, outcome: "layout", layout: mig.map(({ placement }) => placement) };
  return { gpu: index, outcome: model === null ? "untouched" : "disabled" };
}

/** What the run has come to on a GPU: nothing where it was not reached, and less where it was only cleared. */
function afterwards(gpu: ReadGpu, resolved: ResolvedGpu, { made, cleared }: Run): ResolvedGpu {
  if (resolved.outcome !== "layout" || made.has(gpu.index)) return resolved;
  if (cleared.has(gpu.index)) return { gpu: gpu.index, outcome: "layout", layout: [] };
  return gpu.mig === null ? { gpu: gpu.index, outcome: "untouched" } : asItIs(gpu);
}
