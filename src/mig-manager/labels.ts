/** The labels that mig-manager reads and writes: pkg/mig/reconfigure/reconfigure.go of NVIDIA/mig-parted. */

type Labels = Readonly<Record<string, string>>;

export const CONFIG = "nvidia.com/mig.config";
export const STATE = "nvidia.com/mig.config.state";

/** What `STATE` can say. */
export type MigState = "success" | "failed" | "pending" | "rebooting";

export function stateOf(labels: Labels): MigState | null {
  const state = labels[STATE];
  return state === "success" || state === "failed" || state === "pending" || state === "rebooting" ? state : null;
}

/** The operator's own clients of the GPU. */
const OPERANDS = ["device-plugin", "gpu-feature-discovery", "dcgm-exporter", "dcgm", "nvsm"].map(deployed);
/** Clients of other vendors, which need not be there. */
const CLIENT = deployed("client");

function deployed(operand: string): string {
  return `nvidia.com/gpu.deploy.${operand}`;
}

/** Which labels are set to `paused-for-mig-change` and later to `true`, those included that were absent: all that are not `false`. */
export function clientsOf(labels: Labels): readonly string[] {
  const there = (labels[CLIENT] ?? "") === "" ? OPERANDS : [...OPERANDS, CLIENT];
  return there.filter((label) => labels[label] !== "false");
}

/** The labels of the node once mig-manager has done with this value. */
export function labelsAfter(labels: Labels, value: string, state: MigState, paused: boolean): Labels {
  const clients = clientsOf(labels).map((label) => [label, paused ? "paused-for-mig-change" : "true"] as const);
  return { ...labels, [CONFIG]: value, ...Object.fromEntries(clients), [STATE]: state };
}
