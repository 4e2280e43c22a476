/**
 * The fluid bound: what no scheduler exceeds in the long run, whatever it moves. By Little's law
 * the mean number of instances of each kind alive is (rate accepted) x (mean lifetime), and the
 * mean of points inside a convex set lies inside: so the means obey every facet of the model's
 * packing polytope, times the number of GPUs. The largest accepted rate under these is a small
 * linear program.
 */
import { vocabularyOf } from "../../gpu/vocabulary.js";
import type { GpuModel } from "../../model/types.js";
import { type Polytope, polytopeFor } from "../polytope.js";
import type { TracedRequest } from "./kinds.js";
import type { Pool } from "./mix.js";
import type { Plan } from "./plan.js";
import { maximise, type Row } from "./simplex.js";

/** Requests alike: at most `most` of them, each taking so much of an instance's mean presence. */
interface Stream {
  readonly profile: string;
  readonly most: number;
  readonly presence: number;
}

/** Pieces of the distribution of lifetimes of one kind in a trace: shorter ones are let in first. */
const PIECES = 16;

/** The largest share, by count, of the requests that can be accepted. */
export function fluidAcceptance(plan: Plan): number {
  // Requests of the warm-up count nowhere; that they may be in the way only lowers what can be reached.
  const streams = plan.trace === null ? drawnStreams(plan) : tracedStreams(plan, plan.trace.slice(plan.warmup));
  const pools = poolsByModel(plan);
  const offered = streams.reduce((sum, { most }) => sum + most, 0);
  // One column for each way to serve a stream.
  const ways = streams.flatMap((stream, of) =>
    pools.flatMap((pool) => (servesOn(pool, stream.profile) ? [{ ...stream, of, pool }] : [])),
  );
  const rows: Row[] = streams.map(({ most }, of) => ({ weights: ways.map((way) => (way.of === of ? 1 : 0)), most }));
  for (const pool of pools) {
    for (const { weights, perGpu } of facetsOf(pool)) {
      const use = ways.map((way) => (way.pool === pool ? (weights[nameOn(pool, way.profile)] ?? 0) * way.presence : 0));
      rows.push({ weights: use, most: perGpu * pool.count });
    }
  }
  return Math.min(
    1,
    maximise(
      ways.map(() => 1),
      rows,
    ) / offered,
  );
}

/** One for each model, however many entries of the fleet it stands in. */
function poolsByModel({ pools }: Plan): readonly Pool[] {
  const counts = new Map<GpuModel, number>();
  for (const { model, count } of pools) counts.set(model, count + (counts.get(model) ?? 0));
  return Array.from(counts, ([model, count]) => ({ model, count }));
}

function facetsOf({ model }: Pool): Polytope["facets"] {
  return polytopeFor(vocabularyOf(model), 0).facets;
}

function nameOn({ model }: Pool, profile: string): string {
  return model.profiles[vocabularyOf(model).profiles.get(profile) ?? -1]?.name ?? "";
}

function servesOn({ model }: Pool, profile: string): boolean {
  return vocabularyOf(model).profiles.has(profile);
}

/** Rates are per mean lifetime, so that a rate is the mean number alive; without departures all that come are. */
function drawnStreams({ kinds, lifetimes, arrivals }: Plan): readonly Stream[] {
  const perLifetime = kinds.reduce((sum, { rate }) => sum + rate, 0);
  const scale = lifetimes === "none" ? arrivals / perLifetime : 1;
  return kinds.map(({ profile, rate }) => ({ profile, most: rate * scale, presence: 1 }));
}

/**
 * Of a trace, presence is the share of the time from its first arrival to its last; where that is
 * one moment, whoever stays is all there. Each piece of a kind counts with the shortest presence in
 * it, so that the bound holds.
 */
function tracedStreams({ kinds }: Plan, trace: readonly TracedRequest[]): readonly Stream[] {
  const begin = trace[0]?.arrival ?? 0;
  const end = trace.at(-1)?.arrival ?? 0;
  const span = end - begin;
  return kinds.flatMap(({ profile }, kind) => {
    const presences = trace
      .filter((request) => request.kind === kind)
      .map(({ arrival, departure }) => (span > 0 ? (Math.min(departure, end) - arrival) / span : departure > arrival ? 1 : 0))
      .sort((a, b) => a - b);
    const length = Math.max(1, Math.ceil(presences.length / PIECES));
    return Array.from({ length: Math.ceil(presences.length / length) }, (_, i) => {
      const piece = presences.slice(i * length, (i + 1) * length);
      return { profile, most: piece.length, presence: piece[0] ?? 0 };
    });
  });
}
