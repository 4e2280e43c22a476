/** Requests to one GPU, judged by `fit`: vectors/requests. */

import type { Layout } from "../../src/gpu/types.js";
import { fit, formatLayout, layouts } from "../../src/index.js";
import type { GpuModel } from "../../src/model/types.js";
import { Random } from "../random.js";

const EACH = 500;
const MAX_ENTRIES = 5;

interface Row {
  readonly occupied: readonly string[];
  readonly request: readonly string[];
  readonly placements?: readonly string[];
  readonly refused?: readonly { readonly index: number; readonly code: string }[];
}

/** Half of them fit, so that neither a judge that says yes to all nor one that says no gets far. */
export function requestsFile(model: GpuModel, seed: number): Readonly<Record<string, unknown>> {
  const random = new Random(seed, model.name);
  const states = [...layouts(model, { profiles: model.profiles.map(({ name }) => name) })];
  const rows: Row[] = [];
  let fitting = 0;
  while (rows.length < EACH) {
    const row = judged(model, random.below(4) === 0 ? [] : random.of(states), request(model, random));
    const isFitting = row.placements !== undefined;
    if (isFitting ? fitting >= EACH / 2 : rows.length - fitting >= EACH / 2) continue;
    if (isFitting) fitting++;
    rows.push(row);
  }
  return { model: model.name, seed, requests: rows };
}

function request(model: GpuModel, random: Random): readonly string[] {
  return Array.from({ length: 1 + random.below(MAX_ENTRIES) }, () => {
    const { name, starts } = random.of(model.profiles);
    return random.below(4) === 0 ? `${name}@${random.of(starts)}` : name;
  });
}

function judged(model: GpuModel, occupied: Layout, request: readonly string[]): Row {
  const answer = fit(model, request, { occupied });
  const asked = { occupied: formatLayout(occupied).split(",").filter(Boolean), request };
  if (answer.fits) return { ...asked, placements: answer.placements.map(({ profile, start }) => `${profile}@${start}`) };
  return { ...asked, refused: answer.reasons.map(({ index, code }) => ({ index, code })) };
}
