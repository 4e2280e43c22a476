/**
 * Whether fleets of GPUs in different states pack as their facets say, without a search: `npx tsx
 * scripts/check-mixtures.ts` -> test/mixtures-result.json, in some minutes.
 *
 * GPUs of the seven-slice family in use are of 27 kinds by what they still let in (plain profiles).
 * Claim: whatever instances fit on so many of each by the facets of the Minkowski sum of their
 * polytopes, whole instances fit. It is enough to look at sums of few. Where a whole point x is in
 * the sum of m polytopes, write it with vertices of each; a basic solution of those m + d equations
 * has m + d positive shares at the most, so that all but d of the polytopes give one vertex, which
 * is whole (Shapley and Folkman). What the other d give together is a whole point of their sum. So
 * the claim holds for any number where it holds for d; here d = 5, since a 7g takes an empty GPU for
 * itself and no other; six at a time are looked at all the same.
 *
 * For one mixture it is enough that each maximal whole point x of its sum leaves max(0, x - p) in the
 * sum of the others, for some pattern p of one of its kinds: by induction the rest decomposes.
 */
import { writeFileSync } from "node:fs";
import { patternsOf, residualFor } from "../src/fleet/polytope.js";
import { vocabularyOf } from "../src/gpu/vocabulary.js";
import { gpuModel, layouts } from "../src/index.js";

const MODEL = process.argv[2] ?? "A100-40GB";
const MOST = Number(process.argv[3] ?? 6);
const RESULT = new URL("../test/mixtures-result.json", import.meta.url);

type Point = readonly number[];

const model = gpuModel(MODEL);
const words = vocabularyOf(model);
const plain = model.profiles.flatMap(({ attributes }, number) => (attributes.length === 0 ? [number] : []));
const bits = plain.reduce((all, number) => all | (1 << number), 0);
/** Profiles beside which others can stand: the dimensions. */
const shared = plain.filter((number) => {
  const { name, memorySlices } = model.profiles[number] ?? { name: "", memorySlices: 0 };
  return memorySlices < model.memorySlices || name === "";
});
const d = shared.length;

interface Facet {
  readonly w: Point;
  readonly c: number;
}

/** GPUs that let in the same. */
interface Kind {
  /** Maximal ones. */
  readonly patterns: readonly Point[];
  readonly facets: readonly Facet[];
}

/** Every kind that some layout makes, as the planner describes it. */
function kindsOf(): readonly Kind[] {
  const kinds = new Map<string, Kind>();
  for (const layout of layouts(model, { profiles: model.profiles.map(({ name }) => name) })) {
    const running = layout.map(({ profile, start }) => words.placements.get(`${profile}@${start}`) ?? 0);
    const { key, handle, certified, facets } = residualFor(words, running, bits);
    if (!certified) throw new Error(`what is left beside ${JSON.stringify(layout)} is not certified by itself`);
    if (kinds.has(key)) continue;
    const classes = shared.map((profile) => words.planner.classOfProfile(handle, profile));
    const patterns = patternsOf(words, handle).map((pattern) => classes.map((index) => pattern[index] ?? 0));
    const weighed = facets.map(({ weights, perGpu }) => ({
      w: shared.map((profile) => weights[model.profiles[profile]?.name ?? ""] ?? 0),
      c: perGpu,
    }));
    // A profile of which none is taken is held at 0.
    const none = classes.flatMap((index, i) => (index < 0 ? [{ w: unit(i), c: 0 }] : []));
    kinds.set(key, { patterns, facets: [...weighed, ...none] });
  }
  return [...kinds.values()];
}

function unit(i: number): Point {
  return shared.map((_, k) => (k === i ? 1 : 0));
}

/** All points below the patterns. */
function below(patterns: readonly Point[]): readonly Point[] {
  const found = new Map<string, Point>();
  const add = (point: Point) => {
    if (found.has(point.join())) return;
    found.set(point.join(), point);
    point.forEach((value, i) => {
      if (value > 0) add(point.with(i, value - 1));
    });
  };
  for (const pattern of patterns) add(pattern);
  return [...found.values()];
}

const dot = (w: Point, p: Point) => w.reduce((sum, value, i) => sum + value * (p[i] ?? 0), 0);

function rank(vectors: readonly Point[]): number {
  const rows = vectors.map((vector) => [...vector]);
  let found = 0;
  for (let column = 0; column < d; column++) {
    const pivot = rows.findIndex((row, i) => i >= found && Math.abs(row[column] ?? 0) > 1e-9);
    if (pivot < 0) continue;
    [rows[found], rows[pivot]] = [rows[pivot] ?? [], rows[found] ?? []];
    const head = rows[found] ?? [];
    for (let i = found + 1; i < rows.length; i++) {
      const row = rows[i] ?? [];
      const times = (row[column] ?? 0) / (head[column] ?? 1);
      for (let c = column; c < d; c++) row[c] = (row[c] ?? 0) - times * (head[c] ?? 0);
    }
    found++;
  }
  return found;
}

function gcd(a: number, b: number): number {
  return b === 0 ? Math.abs(a) : gcd(b, a % b);
}

function primitive(vector: Point): Point {
  const divisor = vector.reduce(gcd, 0);
  const sign = Math.sign(vector.find((value) => value !== 0) ?? 1);
  return vector.map((value) => (sign * value) / divisor + 0);
}

/** The vector across d - 1 others, by cofactors; null where they do not span. */
function across(vectors: readonly Point[]): Point | null {
  const minor = (column: number) => determinant(vectors.map((vector) => vector.filter((_, i) => i !== column)));
  const normal = shared.map((_, column) => (column % 2 === 0 ? 1 : -1) * minor(column));
  return normal.every((value) => value === 0) ? null : primitive(normal);
}

function determinant(rows: readonly Point[]): number {
  const [first, ...rest] = rows;
  if (first === undefined) return 1;
  return first.reduce(
    (sum, value, i) =>
      value === 0 ? sum : sum + (i % 2 === 0 ? 1 : -1) * value * determinant(rest.map((row) => row.filter((_, c) => c !== i))),
    0,
  );
}

function* choices<T>(list: readonly T[], size: number, from = 0): Generator<readonly T[]> {
  if (size === 0) yield [];
  for (let i = from; size > 0 && i <= list.length - size; i++) {
    for (const rest of choices(list, size - 1, i + 1)) yield [list[i] as T, ...rest];
  }
}

/** Directions of edges: of each kind, pairs of points that share d - 1 independent tight facets. */
function directionsOf(points: readonly Point[], facets: readonly Facet[]): readonly Point[] {
  const tight = points.map((point) => facets.filter(({ w, c }) => dot(w, point) === c));
  const corners = points.flatMap((point, i) =>
    rank((tight[i] ?? []).map(({ w }) => w)) === d ? [{ point, own: tight[i] ?? [] }] : [],
  );
  return corners.flatMap((a, i) =>
    corners.slice(i + 1).flatMap((b) => {
      const common = a.own.filter((facet) => b.own.includes(facet)).map(({ w }) => w);
      return rank(common) === d - 1 ? [primitive(a.point.map((value, k) => value - (b.point[k] ?? 0)))] : [];
    }),
  );
}

/**
 * The facets' normals of the sum of all kinds, which are those of every sum of some: a facet of a
 * sum lies across edges of its parts that span d - 1 dimensions.
 */
function normalsOf(kinds: readonly Kind[]): readonly Point[] {
  const units = shared.map((_, i) => unit(i));
  const points = kinds.map(({ patterns }) => below(patterns));
  const directions = new Map<string, Point>(units.map((vector) => [vector.join(), vector]));
  kinds.forEach(({ facets }, kind) => {
    const own = [...facets, ...units.map((w) => ({ w: w.map((value) => -value + 0), c: 0 }))];
    for (const direction of directionsOf(points[kind] ?? [], own)) directions.set(direction.join(), direction);
  });
  const found = new Map<string, Point>();
  for (const chosen of choices([...directions.values()], d - 1)) {
    const normal = across(chosen);
    if (normal?.every((value) => value >= 0)) found.set(normal.join(), normal);
  }
  return [...found.values()].filter((w) => {
    const faces = points.flatMap((own) => {
      const most = Math.max(...own.map((point) => dot(w, point)));
      const [first, ...others] = own.filter((point) => dot(w, point) === most);
      return others.map((point) => point.map((value, i) => value - (first?.[i] ?? 0)));
    });
    return rank(faces) === d - 1;
  });
}

const kinds = kindsOf();
/** Kinds that take nothing add nothing to a sum. */
const taking = kinds.filter(({ patterns }) => patterns.some((pattern) => pattern.some((value) => value > 0)));
const normals = normalsOf(taking);
const F = normals.length;
/** By kind and normal: the most of it that one GPU gives. */
const support = taking.map(({ patterns }) =>
  Int32Array.from(normals, (w) => Math.max(...patterns.map((pattern) => dot(w, pattern)))),
);
const weights = shared.map((_, i) => Int32Array.from(normals, (w) => w[i] ?? 0));
const flat = taking.map(({ patterns }) => patterns.map((pattern) => Int32Array.from(pattern)));

const slack = Array.from({ length: d + 1 }, () => new Int32Array(F));
const point = new Int32Array(d);
let points = 0;

function room(level: Int32Array, i: number): number {
  const own = weights[i] as Int32Array;
  let most = 1 << 30;
  for (let f = 0; f < F; f++) {
    const w = own[f] as number;
    if (w > 0) most = Math.min(most, ((level[f] as number) / w) | 0);
  }
  return most;
}

/**
 * The maximal whole points of the sum with these totals, each as the kinds (bits) of which some
 * pattern p leaves max(0, x - p) in the sum of the others; only sets that hold no other of them.
 */
function helpers(totals: Int32Array, kinds: number): readonly number[] {
  let least: number[] = [];
  (slack[0] as Int32Array).set(totals);
  const go = (i: number): void => {
    const level = slack[i] as Int32Array;
    if (i === d) {
      for (let k = 0; k < d - 1; k++) if (room(level, k) > 0) return;
      points++;
      if (least.some((set) => isHelped(set, level))) return;
      let set = 0;
      for (let kind = 0; kind < taking.length; kind++) if ((kinds >> kind) & 1 && helps(kind, level)) set |= 1 << kind;
      if (!least.some((other) => (other & ~set) === 0)) least = [...least.filter((other) => (set & ~other) !== 0), set];
      return;
    }
    const most = room(level, i);
    const next = slack[i + 1] as Int32Array;
    const own = weights[i] as Int32Array;
    for (let value = i === d - 1 ? most : 0; value <= most; value++) {
      point[i] = value;
      for (let f = 0; f < F; f++) next[f] = (level[f] as number) - value * (own[f] as number);
      go(i + 1);
    }
  };
  go(0);
  return least;
}

/** Whether all kinds of a set help the point: then it asks for no more than the set does. */
function isHelped(set: number, left: Int32Array): boolean {
  for (let kind = 0; kind < taking.length; kind++) if ((set >> kind) & 1 && !helps(kind, left)) return false;
  return true;
}

/** Whether some pattern p of the kind leaves max(0, x - p) in the sum of the others: w . min(x, p) >= support - slack. */
function helps(kind: number, left: Int32Array): boolean {
  const most = support[kind] as Int32Array;
  for (const pattern of flat[kind] as Int32Array[]) {
    let fits = true;
    for (let f = 0; f < F && fits; f++) {
      let taken = left[f] as number;
      for (let i = 0; i < d; i++)
        taken += ((weights[i] as Int32Array)[f] as number) * Math.min(point[i] as number, pattern[i] as number);
      fits = taken >= (most[f] as number);
    }
    if (fits) return true;
  }
  return false;
}

function* multisets(size: number, from = 0): Generator<readonly number[]> {
  if (size === 0) yield [];
  else for (let kind = from; kind < taking.length; kind++) for (const rest of multisets(size - 1, kind)) yield [kind, ...rest];
}

/** Mixtures of a size by the totals of their sums, which decide its points; by set of kinds, how many have it. */
function bySum(size: number): Iterable<{ readonly totals: Int32Array; readonly sets: ReadonlyMap<number, number> }> {
  const sums = new Map<string, { totals: Int32Array; sets: Map<number, number> }>();
  for (const mixture of multisets(size)) {
    const totals = new Int32Array(F);
    for (const kind of mixture)
      (support[kind] as Int32Array).forEach((value, f) => void (totals[f] = (totals[f] as number) + value));
    const key = totals.join();
    const sum = sums.get(key) ?? { totals, sets: new Map() };
    sums.set(key, sum);
    const set = mixture.reduce((bits, kind) => bits | (1 << kind), 0);
    sum.sets.set(set, (sum.sets.get(set) ?? 0) + 1);
  }
  return sums.values();
}

const begin = performance.now();
const sizes = [];
for (let size = 1; size <= MOST; size++) {
  let mixtures = 0;
  let sums = 0;
  let failed = 0;
  points = 0;
  for (const { totals, sets } of bySum(size)) {
    const all = [...sets.keys()].reduce((bits, set) => bits | set, 0);
    const least = helpers(totals, all);
    sums++;
    for (const [set, count] of sets) {
      mixtures += count;
      if (least.some((needed) => (needed & set) === 0)) failed += count;
    }
  }
  sizes.push({ gpus: size, mixtures, sums, maximalPoints: points, failed });
  console.log(size, mixtures, sums, points, failed, `${((performance.now() - begin) / 1000).toFixed(0)} s`);
}
const result = {
  command: `npx tsx scripts/check-mixtures.ts ${MODEL} ${MOST}`,
  model: MODEL,
  kinds: kinds.length,
  takingSomething: taking.length,
  dimensions: shared.map((number) => model.profiles[number]?.name).join(", "),
  normals: F,
  sizes,
  mixtures: sizes.reduce((sum, { mixtures }) => sum + mixtures, 0),
  // Full GPUs change no sum: with up to so many of them each mixture stands for several.
  withFullGpus: sizes.reduce((sum, { gpus, mixtures }) => sum + mixtures * (MOST - gpus + 1), MOST),
  failed: sizes.reduce((sum, { failed }) => sum + failed, 0),
  seconds: Math.round((performance.now() - begin) / 1000),
};
if (MODEL === "A100-40GB") writeFileSync(RESULT, `${JSON.stringify(result, null, 2)}\n`);
console.log(JSON.stringify(result));
