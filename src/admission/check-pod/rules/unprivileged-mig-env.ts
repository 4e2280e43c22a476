import type { ReadContainer } from "../../../kubernetes/pods/read.js";
import type { Rule } from "../context.js";

/** What lets a container configure or watch all MIG devices (nvidia-container-toolkit cmd/nvidia-container-runtime-hook/container_config.go). */
const VARIABLES = ["NVIDIA_MIG_CONFIG_DEVICES", "NVIDIA_MIG_MONITOR_DEVICES"];

/** Without CAP_SYS_ADMIN the runtime's hook panics on these variables, and the container never starts. */
export const unprivilegedMigEnv: Rule = ({ containers }) =>
  containers
    .filter(({ isAdmin }) => !isAdmin)
    .flatMap(({ variables, path }) => variables.filter(isSet).map(({ name, index }) => ({ name, path: [...path, "env", index] })))
    .map(({ name, path }) => ({
      severity: "error",
      code: "UNPRIVILEGED_MIG_ENV",
      message: `${name} is set in a container without CAP_SYS_ADMIN, which the container runtime refuses to start`,
      path,
      hint: "leave it out; it is meant for what manages MIG, not for what uses it",
    }));

function isSet({ name, value }: ReadContainer["variables"][number]): boolean {
  return VARIABLES.includes(name) && value !== "";
}
