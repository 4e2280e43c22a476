/** Who asks and where there is room: requests that accept the same as one group, and one cell for each profile of each bin. */
import { type Bin, type Stand, standsOf } from "./bins.js";
import { type Good, goodKey, type Problem, type Request } from "./problem.js";

export interface Group {
  /** By number in `Board.goods`, best first. */
  readonly goods: readonly number[];
  readonly count: number;
}

export interface Cell {
  /** Number of its stand, which is that of its pool. */
  readonly stand: number;
  readonly bin: Bin;
  readonly profile: number;
}

export interface Board {
  readonly stands: readonly Stand[];
  readonly requests: readonly Request[];
  /** By number of the request among `requests`: its group. */
  readonly groupOf: readonly number[];
  /** In order of their first requests. */
  readonly groups: readonly Group[];
  readonly goods: readonly Good[];
  /** By good: which groups accept it, and as which of their goods. */
  readonly takersOf: readonly (readonly { readonly group: number; readonly option: number }[])[];
  readonly cells: readonly Cell[];
  /** By good: its cells in the order of bins; a whole GPU has none. */
  readonly cellsOf: readonly (readonly number[])[];
  /** By bin: its cells. */
  readonly cellsIn: ReadonlyMap<Bin, readonly number[]>;
}

export function boardOf(problem: Problem): Board {
  const stands = standsOf(problem);
  const { goods, groups, groupOf } = groupsOf(problem.requests);
  const cells = stands.flatMap(({ bins }, stand) =>
    bins.flatMap((bin) => bin.profiles.map((profile): Cell => ({ stand, bin, profile }))),
  );
  const byGood = new Map(goods.map((good, i) => [goodKey(good), i]));
  const cellsOf = goods.map((): number[] => []);
  const cellsIn = new Map<Bin, number[]>(stands.flatMap(({ bins }) => bins.map((bin) => [bin, []])));
  cells.forEach(({ stand, bin, profile }, i) => {
    const good = byGood.get(goodKey({ pool: stand, profile }));
    if (good !== undefined) cellsOf[good]?.push(i);
    cellsIn.get(bin)?.push(i);
  });
  const takersOf = goods.map((): { group: number; option: number }[] => []);
  groups.forEach((group, g) => {
    group.goods.forEach((good, option) => {
      takersOf[good]?.push({ group: g, option });
    });
  });
  return { stands, requests: problem.requests, groupOf, groups, goods, takersOf, cells, cellsOf, cellsIn };
}

function groupsOf(requests: readonly Request[]): Pick<Board, "goods" | "groups" | "groupOf"> {
  const numbers = new Map<string, number>();
  const goods: Good[] = [];
  const groups: { goods: number[]; count: number }[] = [];
  const known = new Map<string, number>();
  const groupOf = requests.map((request) => {
    const own = request.goods.map((good) => {
      const key = goodKey(good);
      const number = numbers.get(key);
      if (number !== undefined) return number;
      numbers.set(key, goods.length);
      return goods.push(good) - 1;
    });
    const key = own.join();
    const at = known.get(key) ?? groups.push({ goods: own, count: 0 }) - 1;
    known.set(key, at);
    const group = groups[at];
    if (group !== undefined) group.count += request.count;
    return at;
  });
  return { goods, groups, groupOf };
}

/** Whether a group may fall short: every pool that serves it has a limit. */
export function mayFallShort({ goods, stands }: Board, group: Group): boolean {
  return group.goods.every((good) => (stands[goods[good]?.pool ?? -1]?.pool.stock ?? 0) < Number.POSITIVE_INFINITY);
}
