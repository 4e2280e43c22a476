/** What one container cannot use together: of several devices it sees one, or uses one. */
import type { ReadContainer } from "../../../kubernetes/pods/read.js";
import type { AskedDevice, Context, Rule } from "../context.js";

/**
 * Each resource's plugin sets NVIDIA_VISIBLE_DEVICES, and the kubelet keeps one of them
 * (NVIDIA/k8s-device-plugin issue 728).
 */
export const severalMigResources: Rule = (context) =>
  byContainer(context)
    .filter((asked) => asked.length > 1 && asked.some(({ device }) => device !== "gpu"))
    .map((asked) => ({
      severity: "error",
      code: "SEVERAL_MIG_RESOURCES",
      message: `${nameOf(asked)} asks for ${listed(asked)}, and would see the devices of only one`,
      path: asked[0]?.path.slice(0, -1) ?? [],
      hint: "one resource a container; containers of one pod can ask for different ones",
    }));

/** A process of CUDA uses one MIG device, whatever it is given. */
export const severalDevices: Rule = (context) =>
  context.asked
    .filter(({ device, count }) => count > 1 && (device !== "gpu" || areMigDevices(context)))
    .map((asked) => ({
      severity: "warning",
      code: "SEVERAL_DEVICES",
      message: `${nameOf([asked])} asks for ${asked.count} of ${asked.resource}, and CUDA uses one MIG device in a process`,
      path: asked.path,
      hint: "one device a container, or a larger profile",
    }));

/** Whether GPUs are MIG devices on every node that the pod can go to. */
function areMigDevices({ cluster: { selectedKinds, possible } }: Context): boolean {
  const isSingle = selectedKinds.every(({ strategy, gpus }) => strategy === "single" && gpus.some(({ mig }) => mig !== null));
  return isSingle && selectedKinds.length > 0 && possible.length === 0;
}

function byContainer({ asked }: Context): readonly (readonly AskedDevice[])[] {
  const groups = new Map<ReadContainer, AskedDevice[]>();
  for (const each of asked) {
    const group = groups.get(each.container);
    if (group === undefined) groups.set(each.container, [each]);
    else group.push(each);
  }
  return [...groups.values()];
}

/** Of the resources in a message. */
const SHOWN = 8;

function listed(asked: readonly AskedDevice[]): string {
  const names = asked.slice(0, SHOWN).map(({ resource }) => resource);
  return [...names, ...(asked.length > SHOWN ? [`${asked.length - SHOWN} more`] : [])].join(" and ");
}

function nameOf(asked: readonly AskedDevice[]): string {
  const name = asked[0]?.container.name ?? "";
  return name === "" ? "a container" : `container ${name}`;
}
