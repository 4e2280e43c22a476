/**
 * Where rounding leaves a gap: the same as an integer program over every column that a better plan
 * could use, solved by HiGHS. A column that costs more at the prices of the linear program than a
 * better plan may is in no better plan, so that few are left.
 */
import { type FleetPlanner, readExchanges, writeAims } from "../../planner/index.js";
import { Program } from "../plan/program.js";
import { Solver } from "../plan/solver.js";
import type { Column, Share } from "./master.js";
import type { Relaxation } from "./relaxation.js";
import { type Assignment, assignment, exchangedColumn } from "./rounding.js";

/** Above every cost: no plan is known, and all columns count. */
const ALL = 1000;
/** More columns than a plan that is to come soon can use. */
const MOST_COLUMNS = 20_000;

/** What is known after that. */
export interface Exact {
  /** A plan better than the one known. */
  readonly better: Assignment | null;
  /** Whether nothing can be better than that, or, where there is none, than the plan known. */
  readonly proven: boolean;
}

const NOTHING: Exact = { better: null, proven: false };

/** Looks for a plan with at most so many GPUs in use and fewer than `below` moves. Without HiGHS nothing is found, and nothing proven. */
export async function exact(
  planner: FleetPlanner,
  relaxation: Relaxation,
  gpus: number,
  below: number,
  seconds: number,
): Promise<Exact> {
  const columns = columnsWithin(planner, relaxation, Math.min(ALL, below - 1 - relaxation.value(gpus)));
  const solver = columns === null ? null : await Solver.load().catch(() => null);
  if (columns === null || solver === null) return NOTHING;
  const program = programOf(relaxation, columns, gpus, below);
  // Moves are whole: what differs by less than one is equal.
  const { status, values } = solver.whole(program, Math.min(seconds, NO_LIMIT), program.zero(), 0.5);
  if (status === "infeasible") return { better: null, proven: true };
  if (values === null) return NOTHING;
  const shares = columns.map((column, i): Share => ({ column, gpus: Math.round(values[i] ?? 0) }));
  return { better: assignment(shares.filter((share) => share.gpus > 0)), proven: status === "optimal" };
}

/** Seconds in which anyone would be done: the solver takes no infinite limit. */
const NO_LIMIT = 1e9;

/** What GPUs of each class can become within a cost at the prices of the linear program; null: too much to look at. */
function columnsWithin(planner: FleetPlanner, relaxation: Relaxation, cost: number): Column[] | null {
  const { classes, stay } = relaxation.ground;
  const columns: Column[] = [];
  for (const [by, standing] of classes.entries()) {
    const from = stay[by] as Column; // one for each class
    relaxation.price([standing]);
    writeAims(planner, [from]);
    if (planner.findExchanges(cost + 1e-3, 1, MOST_COLUMNS) === 0) return null;
    columns.push(from);
    for (const exchange of readExchanges(planner)) {
      columns.push(exchangedColumn(from, exchange, exchange.offers[0]?.kept ?? 0));
    }
    if (columns.length > MOST_COLUMNS) return null;
  }
  return columns;
}

function programOf({ ground }: Relaxation, columns: readonly Column[], gpus: number, below: number): Program {
  const program = new Program();
  for (const { cost } of columns) program.column(cost, true);
  const row = (lower: number, upper: number, weight: (column: Column) => number) => {
    const weighed = columns.flatMap((column, i) => (weight(column) === 0 ? [] : [i]));
    program.row({ lower, upper, columns: weighed, values: weighed.map((i) => weight(columns[i] as Column)) }); // its own index
  };
  ground.classes.forEach((standing, by) => {
    row(standing.gpus, standing.gpus, (column) => (column.by === by ? 1 : 0));
  });
  ground.demand.forEach((count, profile) => {
    row(count, Number.POSITIVE_INFINITY, ({ profiles }) => profiles[profile] ?? 0);
  });
  row(0, gpus, ({ inUse }) => (inUse ? 1 : 0));
  if (below < Number.POSITIVE_INFINITY) row(0, below - 1, ({ cost }) => cost);
  return program;
}
