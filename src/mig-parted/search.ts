/** How `nvidia-mig-parted apply` fills one GPU: pkg/mig/config/config.go and pkg/types/mig_config.go. */
import { MigError } from "../error.js";
import { fitComputeInstances } from "../gpu/compute-instances.js";
import { predictDriver } from "../gpu/driver.js";
import { fit } from "../gpu/fit.js";
import type { Layout, Misfit } from "../gpu/types.js";
import { nearest } from "../model/nearest.js";
import { quote } from "../model/quote.js";
import type { Demand, GpuModel } from "../model/types.js";
import { naturally } from "./natural-order.js";
import { type MigDevice, migDeviceOf, migDevicesOn } from "./profile-table.js";

/** What becomes of a GPU; the layout is in the order of creation. */
export type Applied = { readonly fits: true; readonly layout: Layout } | { readonly fits: false; readonly misfit: Misfit };

/**
 * Fills an empty GPU with `wanted`: all distinct orders of the instances are tried, the starts are
 * the driver's (`predictDriver`), and an order that fails leaves an empty GPU for the next. The
 * layout is that of the first order that succeeds.
 *
 * Consecutive devices with one GPU-instance profile share an instance for as long as a further
 * compute instance fits into it: three 1c.3g.40gb make one 3g.40gb, four make two.
 *
 * mig-parted sorts by G, then C, then attributes, all descending, and leaves the order of what is
 * still equal to chance (1g.10gb and 1g.20gb); here it is the natural order of their names.
 */
export function searched(model: GpuModel, wanted: Demand): Applied {
  const stranger = Object.keys(wanted).find((name) => migDeviceOf(model, name) === null);
  if (stranger !== undefined) return { fits: false, misfit: unknownProfile(model, stranger, wanted[stranger] ?? 0) };
  const devices = startOrder(model, wanted);
  const impossible = neverFits(model, devices);
  if (impossible !== null) return { fits: false, misfit: impossible };
  const found = firstSuccess(model, devices);
  return "layout" in found ? { fits: true, ...found } : { fits: false, misfit: inNoOrder(model, found.failure) };
}

/** As `searched`, with every answer kept: for files in which many entries want the same of the same models. */
export function rememberingSearch(): typeof searched {
  const texts = new WeakMap<Demand, string>();
  const known = new Map<GpuModel, Map<string, Applied>>();
  return (model, wanted) => {
    const text = texts.get(wanted) ?? Object.entries(wanted).join();
    texts.set(wanted, text);
    const answers = known.get(model) ?? new Map<string, Applied>();
    known.set(model, answers);
    const answer = answers.get(text) ?? searched(model, wanted);
    answers.set(text, answer);
    return answer;
  };
}

/** One device for each count. More than a GPU could ever hold of a profile is cut to one too many, which decides alike. */
function startOrder(model: GpuModel, wanted: Demand): readonly MigDevice[] {
  const names = Object.keys(wanted).sort(naturally);
  const devices = names.flatMap((name) => {
    const device = migDeviceOf(model, name);
    return device === null ? [] : new Array<MigDevice>(Math.min(wanted[name] ?? 0, mostOf(device) + 1)).fill({ ...device });
  });
  return devices.sort(
    (a, b) =>
      b.gpuInstance.computeSlices - a.gpuInstance.computeSlices || b.slices - a.slices || compare(positive(b), positive(a)),
  );
}

function mostOf({ gpuInstance, slices, whole }: MigDevice): number {
  const inside = gpuInstance.computeInstances.find((profile) => profile.slices === slices)?.maxCount ?? 1;
  return gpuInstance.maxCount * (whole ? 1 : inside);
}

/** Attributes as `Flatten` joins them: those with a minus stand in another list, which it does not look at. */
function positive({ gpuInstance }: MigDevice): string {
  return gpuInstance.attributes
    .filter((attribute) => attribute.startsWith("+"))
    .map((attribute) => attribute.slice(1))
    .join();
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Why the GPU instances that are needed at the least cannot stand together wherever they start; null: they can. */
function neverFits(model: GpuModel, devices: readonly MigDevice[]): Misfit | null {
  const needed = [...devices.entries()].filter(
    ([i, device]) => device.whole || !devices.slice(0, i).some((each) => each.gpuInstance === device.gpuInstance && !each.whole),
  );
  const answer = fit(
    model,
    needed.map(([, { gpuInstance }]) => gpuInstance.name),
  );
  if (answer.fits) return null;
  const [index, device] = needed[answer.reason.index] as [number, MigDevice]; // the reason is of one of them
  return { ...answer.reason, profile: device.name, index };
}

/** Where an order fails. */
interface Failure {
  readonly made: Layout;
  readonly device: MigDevice;
  readonly index: number;
}

/**
 * `iteratePermutationsUntilSuccess`, which goes through the orders by swapping; an order whose
 * beginning fails is not gone through to its end. Gives the failure of the first order where all fail.
 */
function firstSuccess(model: GpuModel, devices: readonly MigDevice[]): { layout: Layout } | { failure: Failure } {
  const order = [...devices];
  /** States of the GPU from which what is left, which the state tells, cannot be made in any order. */
  const failed = new Set<string>();
  const failures: Failure[] = [];
  const layout = from(0, []);
  // All orders failing, the first one did.
  return layout === null ? { failure: failures[0] as Failure } : { layout };

  function from(i: number, made: Layout): Layout | null {
    if (i === order.length) return made;
    const state = stateOf(made);
    if (failed.has(state)) return null;
    for (let j = i; j < order.length; j++) {
      const device = order[j] as MigDevice; // an index of the loop
      if (order.indexOf(device, i) < j) continue; // the counts of one name are one object, as in mig-parted
      swap(order, i, j);
      const next = create(model, made, device);
      if (next === null && failures.length === 0) failures.push({ made, device, index: i });
      const found = next === null ? null : from(i + 1, next);
      swap(order, i, j);
      if (found !== null) return found;
    }
    failed.add(state);
    return null;
  }
}

function swap(order: MigDevice[], i: number, j: number): void {
  [order[i], order[j]] = [order[j] as MigDevice, order[i] as MigDevice]; // indices of the loop
}

/** The last instance stands apart, since only it is shared. */
function stateOf(made: Layout): string {
  const texts = made.map(({ profile, start, computeInstances = [] }) =>
    [`${profile}@${start}`, ...computeInstances.map((inside) => `${inside.profile}@${inside.start}`)].join("/"),
  );
  return [texts.pop() ?? "", ...texts.sort()].join();
}

/** The GPU after one step, or null where the driver refuses it. */
function create(model: GpuModel, made: Layout, { gpuInstance, slices, whole }: MigDevice): Layout | null {
  const last = made.at(-1);
  if (!whole && last?.profile === gpuInstance.name && last.computeInstances !== undefined) {
    const inside = fitComputeInstances(model, gpuInstance.name, [`${slices}c`], last.computeInstances);
    const computeInstances = inside.fits ? [...last.computeInstances, ...inside.placements] : null;
    if (computeInstances !== null) return [...made.slice(0, -1), { ...last, computeInstances }];
  }
  const [placement] = predictDriver(model, [gpuInstance.name], made).placements;
  if (placement === undefined) return null;
  if (whole) return [...made, placement];
  const inside = fitComputeInstances(model, gpuInstance.name, [`${slices}c`]);
  return inside.fits ? [...made, { ...placement, computeInstances: inside.placements }] : null;
}

function inNoOrder(model: GpuModel, { made, device, index }: Failure): Misfit {
  const answer = fit(model, [device.gpuInstance.name], { occupied: made });
  if (answer.fits)
    throw new MigError("INVALID_MODEL", `${device.name} cannot be made inside a ${device.gpuInstance.name} of ${model.name}`);
  const message = `no order of creation succeeds without explicit starts; in the first that mig-parted tries, ${answer.reason.message}`;
  return { ...answer.reason, message, profile: device.name, index };
}

function unknownProfile(model: GpuModel, name: string, requested: number): Misfit {
  const close = nearest(name, migDevicesOn(model));
  const names = close.length > 0 ? close : model.profiles.map((profile) => profile.name);
  const message = `${quote(name)} does not exist on ${model.name}; ${names.join(", ")} ${names.length > 1 ? "do" : "does"}`;
  return {
    code: "UNKNOWN_PROFILE",
    message,
    profile: name,
    index: 0,
    requested,
    used: 0,
    capacity: 0,
    blockers: [],
    moves: null,
  };
}
