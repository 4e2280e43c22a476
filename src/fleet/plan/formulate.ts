/**
 * A board as an integer program.
 *
 *   fresh, lent, emptied   by stand: new GPUs, new GPUs lent whole, existing empty GPUs lent whole
 *   cells                  instances in each cell
 *   patterns               by bin without facets: GPUs that take each maximal pattern
 *   served                 by group and good: what of the group takes it (fractions do no harm: with
 *                          the rest whole, whole shares exist, as in any network of flows)
 *   short                  by request that may fall short: what of it is not served
 *
 * Its size depends on models, kinds of holes and groups of requests, never on counts.
 */
import type { Bin } from "./bins.js";
import { type Board, mayFallShort } from "./board.js";
import type { Prices } from "./prices.js";
import { WHOLE } from "./problem.js";
import { type Inequality, Program } from "./program.js";

const INFINITY = Number.POSITIVE_INFINITY;

export interface Formulation {
  /** The objective is the cost. */
  readonly program: Program;
  readonly fresh: readonly number[];
  readonly lent: readonly number[];
  readonly emptied: readonly number[];
  readonly cells: readonly number[];
  readonly patterns: ReadonlyMap<Bin, readonly number[]>;
  readonly served: readonly (readonly number[])[];
  /** By request; -1: it cannot fall short. */
  readonly short: readonly number[];
}

export function formulate(board: Board, { units }: Prices): Formulation {
  const program = new Program();
  const { stands, groups, cells } = board;
  const fresh = stands.map(({ pool }, i) => program.column(units[i] ?? 0, true, pool.stock));
  const lent = stands.map(({ pool, wholeWanted }, i) => program.column(units[i] ?? 0, true, wholeWanted ? pool.stock : 0));
  const emptied = stands.map(({ bins, wholeWanted }) => program.column(0, true, wholeWanted ? (bins.at(-1)?.gpus ?? 0) : 0));
  const variables = {
    fresh,
    lent,
    emptied,
    cells: cells.map(() => program.column(0, true)),
    patterns: new Map(
      stands.flatMap(({ bins }) =>
        bins.flatMap((bin) =>
          bin.exactness === "patterns" ? [[bin, bin.patterns.map(() => program.column(0, true))] as const] : [],
        ),
      ),
    ),
    served: groups.map(({ goods }) => goods.map(() => program.column(0, false))),
    short: board.requests.map(({ count }, request) => {
      const group = groups[board.groupOf[request] ?? 0];
      return group !== undefined && mayFallShort(board, group) ? program.column(0, false, count) : -1;
    }),
  };
  stands.forEach(({ pool }, i) => {
    if (pool.stock < INFINITY) program.row(sum([fresh[i] ?? 0, lent[i] ?? 0], { upper: pool.stock }));
  });
  const formulation = { program, ...variables };
  addDemands(board, formulation);
  addSupplies(board, formulation);
  stands.forEach(({ bins }, stand) => {
    for (const bin of bins) addBin(board, formulation, bin, stand);
  });
  return formulation;
}

/** Every group is served, or falls short. */
function addDemands({ groups, groupOf }: Board, { program, served, short }: Formulation): void {
  const unserved = groups.map((): number[] => []);
  short.forEach((column, request) => {
    if (column >= 0) unserved[groupOf[request] ?? 0]?.push(column);
  });
  groups.forEach(({ count }, g) => {
    program.row(sum([...(served[g] ?? []), ...(unserved[g] ?? [])], { lower: count, upper: count }));
  });
}

/** No more of a good is taken than there is. */
function addSupplies({ goods, takersOf, cellsOf }: Board, { program, served, cells, lent, emptied }: Formulation): void {
  goods.forEach(({ pool, profile }, good) => {
    const sources =
      profile === WHOLE ? [lent[pool] ?? 0, emptied[pool] ?? 0] : (cellsOf[good] ?? []).map((cell) => cells[cell] ?? 0);
    const takes = (takersOf[good] ?? []).map(({ group, option }) => served[group]?.[option] ?? 0);
    program.row({
      lower: 0,
      upper: INFINITY,
      columns: [...sources, ...takes],
      values: [...sources.map(() => 1), ...takes.map(() => -1)],
    });
  });
}

/** What is put into a bin can be packed on its GPUs. */
function addBin(board: Board, { program, cells, patterns, fresh, emptied }: Formulation, bin: Bin, stand: number): void {
  const inside = board.cellsIn.get(bin) ?? [];
  /** `left` <= perGpu x GPUs of the bin, those that join and leave it included. */
  const within = (columns: readonly number[], values: readonly number[], perGpu: number) => {
    const others = bin.open ? [fresh[stand] ?? 0, emptied[stand] ?? 0] : [];
    program.row({
      lower: -INFINITY,
      upper: perGpu * bin.gpus,
      columns: [...columns, ...others],
      values: [...values, ...(bin.open ? [-perGpu, perGpu] : [])],
    });
  };
  const own = patterns.get(bin);
  if (own === undefined) {
    for (const { weights, perGpu } of bin.rows) {
      const counted = inside.filter((cell) => (weights[board.cells[cell]?.profile ?? 0] ?? 0) > 0);
      const values = counted.map((cell) => weights[board.cells[cell]?.profile ?? 0] ?? 0);
      within(
        counted.map((cell) => cells[cell] ?? 0),
        values,
        perGpu,
      );
    }
    return;
  }
  for (const index of new Set(bin.classOf)) {
    const members = inside.filter((cell) => bin.classOf[board.cells[cell]?.profile ?? 0] === index);
    if (index < 0 || members.length === 0) continue;
    const holds = bin.patterns.map((pattern) => pattern[index] ?? 0);
    program.row({
      lower: -INFINITY,
      upper: 0,
      columns: [...members.map((cell) => cells[cell] ?? 0), ...own],
      values: [...members.map(() => 1), ...holds.map((count) => -count)],
    });
  }
  within(
    own,
    own.map(() => 1),
    1,
  );
}

/** lower <= sum of the columns <= upper */
export function sum(
  columns: readonly number[],
  { lower = -INFINITY, upper = INFINITY }: { lower?: number; upper?: number },
): Inequality {
  return { lower, upper, columns, values: columns.map(() => 1) };
}
