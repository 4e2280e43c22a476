/** A problem from outside -> one that can be solved, or every fault of it with its path. */

import { within } from "../../door.js";
import { type Fault, MigError, type Path, pathText } from "../../error.js";
import { askAbout, readRunning } from "../../gpu/running.js";
import { vocabularyOf } from "../../gpu/vocabulary.js";
import { show } from "../../model/quote.js";
import { beyond, readCount } from "../demand.js";
import { goodsOf, type Market, marketOf } from "./goods.js";
import type { Existing, Pool, Problem, Request } from "./problem.js";
import type { FleetProblem } from "./types.js";

/** More pools, requests, or kinds of existing GPUs than any solver call should be made of. */
const MAX_POOLS = 10_000;
const MAX_REQUESTS = 10_000;
const MAX_EXISTING = 100_000;
/** Profiles that requests accept, all together. */
const MAX_GOODS = 1_000_000;

/** @throws MigError INVALID_INPUT, UNKNOWN_MODEL, INVALID_MODEL, UNKNOWN_PROFILE, INVALID_PROFILE, INVALID_LAYOUT, RANGE; with every fault and its path */
export function readProblem(problem: FleetProblem): Problem {
  if (typeof problem !== "object" || problem === null || Array.isArray(problem))
    throw fault(["problem"], `an object with pools and requests is needed, not ${show(problem)}`);
  const faults = new Faults();
  const pools = faults.each(listOf(problem.pools, ["problem", "pools"], MAX_POOLS), ["problem", "pools"], readPool);
  const listed = listOf(problem.requests, ["problem", "requests"], MAX_REQUESTS);
  // Which profiles a request accepts can be judged only where all pools are known.
  faults.throwAny();
  const market = marketOf(pools);
  let goods = 0;
  const requests = faults.each(listed, ["problem", "requests"], (entry, index, path) => {
    const request = readRequest(entry, index, path, market);
    goods += request.goods.length;
    if (goods > MAX_GOODS)
      throw new MigError("RANGE", `problem.requests: more than ${MAX_GOODS} accepted profiles in all`, {
        path: ["problem", "requests"],
      });
    return request;
  });
  faults.throwAny();
  refuseSum([...pools.flatMap(({ existing }) => existing), ...requests]);
  return { pools, requests: requests.filter(({ count }) => count > 0) };
}

/** Faults of the parts of an input, gathered. */
class Faults {
  readonly #found: MigError[] = [];

  /** What each entry reads as; those with faults are left out. */
  each<Entry, Value>(list: readonly Entry[], place: Path, read: (entry: Entry, index: number, path: Path) => Value): Value[] {
    return Array.from(list).flatMap((entry, index) => {
      const path = [...place, index];
      try {
        if (typeof entry !== "object" || entry === null) throw fault(path, `an object is needed, not ${show(entry)}`);
        return [read(entry, index, path)];
      } catch (error) {
        if (!(error instanceof MigError)) throw error;
        this.#found.push(error);
        return [];
      }
    });
  }

  throwAny(): void {
    const [first] = this.#found;
    if (first === undefined) return;
    const faults: readonly Fault[] = this.#found.flatMap((error) => error.faults);
    const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : "";
    const message = `${first.message.replace(/ \(and \d+ more\)$/, "")}${more}`;
    throw new MigError(first.code, message, { faults, cause: first });
  }
}

type PoolEntry = FleetProblem["pools"][number];
type RequestEntry = FleetProblem["requests"][number];

function readPool({ model, price = 1, limit, existing = [] }: PoolEntry, index: number, path: Path): Pool {
  // A model object's faults have paths of their own; a name's says "model" already.
  const words = within(typeof model === "string" ? path : [...path, "model"], () => vocabularyOf(model));
  if (typeof price !== "number" || !Number.isFinite(price) || price < 0)
    throw fault([...path, "price"], `a number from 0 is needed, not ${show(price)}`);
  if (price > Number.MAX_SAFE_INTEGER) throw beyond([...path, "price"]);
  const place = [...path, "existing"];
  const read = listOf(existing, place, MAX_EXISTING).map((entry, i) => readExisting(words, entry, [...place, i]));
  const there = read.reduce((sum, { count }) => sum + count, 0);
  if (there > Number.MAX_SAFE_INTEGER) throw beyond(place);
  const most = limit === undefined ? Number.POSITIVE_INFINITY : readCount(limit, [...path, "limit"]);
  if (most < there) throw fault([...path, "limit"], `${most} is less than the ${there} GPUs that exist`);
  return { index, words, price: price + 0, stock: most - there, existing: read.filter(({ count }) => count > 0) };
}

function readExisting(words: Pool["words"], entry: NonNullable<PoolEntry["existing"]>[number], path: Path): Existing {
  if (typeof entry !== "object" || entry === null)
    throw fault(path, `an object with count and layout is needed, not ${show(entry)}`);
  const count = readCount(entry.count, [...path, "count"]);
  if (entry.layout === undefined) throw fault([...path, "layout"], "is missing; an empty GPU has the layout []");
  const running = within(path, () => {
    const read = readRunning(words, entry.layout, "layout");
    askAbout(words, read);
    return read;
  });
  return { count, running };
}

function readRequest({ name, count, accepts }: RequestEntry, index: number, path: Path, market: Market): Request {
  if (name !== undefined && typeof name !== "string") throw fault([...path, "name"], `a text is needed, not ${show(name)}`);
  const title = name === undefined ? `request ${index}` : `request ${index} (${name})`;
  return { index, title, count: readCount(count, [...path, "count"]), goods: goodsOf(accepts, market, [...path, "accepts"]) };
}

function listOf<Entry>(value: readonly Entry[], path: Path, most: number): readonly Entry[] {
  if (!Array.isArray(value)) throw fault(path, `a list is needed, not ${show(value)}`);
  if (value.length <= most) return value;
  throw new MigError("RANGE", `${pathText(path)}has ${value.length} entries, and at most ${most} are planned at a time`, {
    path,
  });
}

/** Everything that is counted adds up within what counts exactly. */
function refuseSum(counted: readonly { readonly count: number }[]): void {
  if (counted.reduce((sum, { count }) => sum + count, 0) > Number.MAX_SAFE_INTEGER) throw beyond(["problem"]);
}

function fault(path: Path, message: string): MigError {
  return new MigError("INVALID_INPUT", `${pathText(path)}${message}`, { path });
}
