/**
 * Where rounding leaves a gap: the same as an integer program over every column that a better plan
 * could use, solved by HiGHS. A column that costs more at the prices of the linear program than a
 * better plan may is in no better plan, so that few are left.
 */
import type { Highs } from "highs";
import type { FleetPlanner, GpuClass } from "../../planner/index.js";
import { readExchanges, writeAims } from "../../planner/index.js";
import type { Column, Share } from "./master.js";
import type { Relaxation } from "./relaxation.js";
import { type Assignment, assignment, exchangedColumn } from "./rounding.js";

/** Above every cost: no plan is known, and all columns count. */
const ALL = 1000;
/** More columns than a plan that is to come soon can use. */
const MOST_COLUMNS = 20_000;
/** Branches after which HiGHS gives up, so that without a time limit the same question ends alike everywhere. */
const MOST_NODES = 100_000;

/** What is known after that. */
export interface Exact {
  /** A plan better than the one known. */
  readonly better: Assignment | null;
  /** Whether nothing can be better than that, or, where there is none, than the plan known. */
  readonly proven: boolean;
}

/** Looks for a plan with at most so many GPUs in use and fewer than `below` moves. */
export async function exact(
  planner: FleetPlanner,
  relaxation: Relaxation,
  gpus: number,
  below: number | null,
  milliseconds: number,
): Promise<Exact> {
  const columns = columnsWithin(planner, relaxation, below === null ? ALL : below - 1 - relaxation.value(gpus));
  if (columns === null) return { better: null, proven: false };
  const highs = await loadHighs();
  const { Status, Columns } = highs.solve(program(relaxation, columns, gpus, below), {
    output_flag: false,
    mip_rel_gap: 0,
    mip_abs_gap: 0.5,
    mip_max_nodes: MOST_NODES,
    ...(milliseconds === Number.POSITIVE_INFINITY ? {} : { time_limit: milliseconds / 1000 }),
  });
  if (Status === "Infeasible") return { better: null, proven: true };
  if (Status !== "Optimal") return { better: null, proven: false };
  const shares = columns.map((column, i): Share => ({ column, gpus: Math.round(primalOf(Columns[`x${i}`])) }));
  return { better: assignment(shares.filter((share) => share.gpus > 0)), proven: true };
}

let loading: Promise<Highs> | undefined;

function loadHighs(): Promise<Highs> {
  // The declarations are read as CommonJS, where the loader would stand under `default`; the module that runs is ESM.
  loading ??= import("highs").then((module) => (module.default as unknown as () => Promise<Highs>)());
  return loading;
}

function primalOf(column: unknown): number {
  return typeof column === "object" && column !== null && "Primal" in column && typeof column.Primal === "number"
    ? column.Primal
    : 0;
}

/** What GPUs of each class can become within a cost at the prices of the linear program; null: too much to look at. */
function columnsWithin(planner: FleetPlanner, relaxation: Relaxation, cost: number): Column[] | null {
  const { classes, stay, demand } = relaxation.ground;
  const columns: Column[] = [];
  for (const [by, standing] of classes.entries()) {
    const from = stay[by] as Column; // one for each class
    relaxation.priced([standing]);
    writeAims(planner, [from]);
    if (planner.findExchanges(cost + 1e-3, 1, MOST_COLUMNS) === 0) return null;
    columns.push(from);
    for (const exchange of readExchanges(planner, demand.length)) {
      columns.push(exchangedColumn(from, exchange, exchange.offers[0]?.kept ?? 0));
    }
    if (columns.length > MOST_COLUMNS) return null;
  }
  return columns;
}

/** In the LP format of CPLEX. */
function program({ ground }: Relaxation, columns: readonly Column[], gpus: number, below: number | null): string {
  const sum = (weight: (column: Column) => number) => {
    const terms = columns.flatMap((column, i) => (weight(column) === 0 ? [] : [`${weight(column)} x${i}`]));
    return terms.length === 0 ? "0 x0" : terms.join("\n + ");
  };
  const rows = [
    ...ground.classes.map((standing: GpuClass, by) => `${sum((column) => (column.by === by ? 1 : 0))} = ${standing.gpus}`),
    ...ground.demand.flatMap((count, profile) =>
      count === 0 ? [] : [`${sum(({ profiles }) => profiles[profile] ?? 0)} >= ${count}`],
    ),
    `${sum(({ inUse }) => (inUse ? 1 : 0))} <= ${gpus}`,
    ...(below === null ? [] : [`${sum(({ cost }) => cost)} <= ${below - 1}`]),
  ];
  const names = columns.map((_, i) => `x${i}`).join("\n ");
  return `Minimize\n obj: ${sum(({ cost }) => cost)}\nSubject To\n ${rows.join("\n ")}\nGenerals\n ${names}\nEnd`;
}
