import type { ReadContainer } from "../../../kubernetes/pods/read.js";
import type { Rule } from "../context.js";

/** What lets a container configure or watch all MIG devices (nvidia-container-toolkit cmd/nvidia-container-runtime-hook/container_config.go). */
const VARIABLES = ["NVIDIA_MIG_CONFIG_DEVICES", "NVIDIA_MIG_MONITOR_DEVICES"];
const CAPABILITIES: readonly unknown[] = ["SYS_ADMIN", "CAP_SYS_ADMIN", "ALL"];

/** Without CAP_SYS_ADMIN the runtime's hook panics on these variables, and the container never starts. */
export const unprivilegedMigEnv: Rule = ({ containers }) =>
  containers
    .filter((container) => !isPrivileged(container))
    .flatMap(({ env, path }) => env.filter(isSet).map(({ name, index }) => ({ name, path: [...path, "env", index] })))
    .map(({ name, path }) => ({
      severity: "error",
      code: "UNPRIVILEGED_MIG_ENV",
      message: `${name} is set in a container without CAP_SYS_ADMIN, which the container runtime refuses to start`,
      path,
      hint: "leave it out; it is meant for what manages MIG, not for what uses it",
    }));

function isSet({ name, value }: ReadContainer["env"][number]): boolean {
  return VARIABLES.includes(name) && value !== "";
}

function isPrivileged({ securityContext }: ReadContainer): boolean {
  const { privileged, capabilities } = fieldsOf(securityContext);
  const { add } = fieldsOf(capabilities);
  return privileged === true || (Array.isArray(add) && add.some((capability) => CAPABILITIES.includes(capability)));
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
