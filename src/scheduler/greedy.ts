/** The quick way to find room, which finds most of it. */
import { fit } from "../gpu/fit.js";
import { capacity } from "../gpu/free.js";
import { amount } from "./counts.js";
import { optionsOf } from "./options.js";
import type { Search } from "./search.js";
import type { Arrangement } from "./types.js";
import { type GpuInUse, type Instance, nameOn } from "./use.js";

/** More instances than this are left to the search. */
const MOST_PLACES = 64;

interface State {
  readonly gpus: GpuInUse[];
  /** Of each profile, how many loose instances may still go. */
  readonly spare: Map<string, number>;
}

/**
 * One thing after the other where fewest loose instances go for it: whole GPUs, then instances, those
 * first of which GPUs hold fewest. false: not found this way.
 *
 * @throws OutOfSteps
 */
export function findsRoom({ gpus, places, spare, wholes }: Arrangement, search: Search): boolean {
  const count = Object.values(places).reduce((sum, each) => sum + each, wholes);
  if (count > MOST_PLACES) return false;
  const state: State = { gpus: [...gpus], spare: new Map(Object.entries(spare)) };
  for (let i = 0; i < wholes; i++) if (!lend(state)) return false;
  const order = Object.entries(places).sort(([a], [b]) => mostOn(gpus, a) - mostOn(gpus, b));
  return order.every(([place, wanted]) => Array.from({ length: wanted }).every(() => put(state, place, search)));
}

function mostOn(gpus: readonly GpuInUse[], place: string): number {
  const counts = new Set(gpus.map(({ model }) => model)).values();
  return Math.max(0, ...[...counts].map((model) => (model === null ? 0 : amount(capacity(model), nameOn(model, place) ?? ""))));
}

function lend(state: State): boolean {
  const open = state.gpus.filter(({ kept, loose }) => kept.length === 0 && maySpare(state, loose));
  const [chosen] = open.sort((a, b) => a.loose.length - b.loose.length);
  if (chosen === undefined) return false;
  change(state, chosen, { model: null, kept: ["lent whole"], loose: [] }, chosen.loose);
  return true;
}

function put(state: State, place: string, search: Search): boolean {
  const choices = state.gpus.flatMap((gpu) => {
    const option = optionsOf(gpu, [place], [1], search).find(({ placed, gone }) => placed[0] === 1 && maySpare(state, gone));
    return option === undefined || gpu.model === null ? [] : [{ gpu, model: gpu.model, gone: option.gone }];
  });
  const [chosen] = choices.sort((a, b) => a.gone.length - b.gone.length);
  if (chosen === undefined) return false;
  const { gpu, model, gone } = chosen;
  // Options are found once for all GPUs alike, so that instances are known by their places.
  const loose = gpu.loose.filter((each) => !gone.some((other) => other.place === each.place));
  const occupied = [...gpu.kept, ...loose.map((each) => each.place)];
  const answer = fit(model, [nameOn(model, place) ?? place], { occupied });
  const made = answer.fits ? answer.placements.map(({ profile, start }) => `${profile}@${start}`) : [];
  change(state, gpu, { model, kept: [...gpu.kept, ...made], loose }, gone);
  return true;
}

function maySpare({ spare }: State, gone: readonly Instance[]): boolean {
  return gone.every(({ profile }) => gone.filter((each) => each.profile === profile).length <= (spare.get(profile) ?? 0));
}

function change({ gpus, spare }: State, before: GpuInUse, after: GpuInUse, gone: readonly Instance[]): void {
  gpus[gpus.indexOf(before)] = after;
  for (const { profile } of gone) spare.set(profile, (spare.get(profile) ?? 0) - 1);
}
