/** What a request accepts, in the words of the pools. */

import { within } from "../../door.js";
import { MigError, type Path, pathText } from "../../error.js";
import { profileNumber } from "../../gpu/vocabulary.js";
import { gpuModel } from "../../model/catalogue.js";
import { quote, show } from "../../model/quote.js";
import { isEnough, type ProfileNeed, readNeed } from "../../model/smallest.js";
import { type Good, goodKey, type Pool, WHOLE } from "./problem.js";
import type { Acceptable, FleetRequest } from "./types.js";

/** Keys of a `ProfileNeed`. */
const NEEDS: readonly string[] = ["minMemoryMiB", "minComputeSlices", "attributes"] satisfies (keyof ProfileNeed)[];

/** More than all profiles of hundreds of models. */
const MAX_ACCEPTED = 10_000;

/** Pools, and those of each model by its name. */
export interface Market {
  readonly pools: readonly Pool[];
  readonly byModel: ReadonlyMap<string, readonly Pool[]>;
}

export function marketOf(pools: readonly Pool[]): Market {
  const byModel = new Map<string, Pool[]>();
  for (const pool of pools) {
    const { name } = pool.words.model;
    const same = byModel.get(name);
    if (same === undefined) byModel.set(name, [pool]);
    else same.push(pool);
  }
  return { pools, byModel };
}

/** Best first: a list in its own order, a need by pool and then from the smallest profile. @throws MigError where nothing is accepted */
export function goodsOf(accepts: FleetRequest["accepts"], market: Market, path: Path): readonly Good[] {
  if (typeof accepts !== "object" || accepts === null)
    throw fault(path, `a list of models and profiles, or what is needed at least, is needed, not ${show(accepts)}`);
  const goods = isList(accepts) ? listed(accepts, market, path) : needed(accepts, market, path);
  return [...new Map(goods.map((good) => [goodKey(good), good])).values()];
}

/** isArray alone does not tell a readonly list from an object. */
function isList(accepts: FleetRequest["accepts"]): accepts is readonly Acceptable[] {
  return Array.isArray(accepts);
}

function listed(accepts: readonly Acceptable[], market: Market, path: Path): readonly Good[] {
  if (accepts.length > MAX_ACCEPTED) throw fault(path, `has ${accepts.length} entries, and at most ${MAX_ACCEPTED} are read`);
  const goods = Array.from(accepts).flatMap((entry, i) => acceptedBy(entry, market, [...path, i]));
  if (goods.length > 0) return goods;
  const there = [...market.byModel.keys()].slice(0, 20).join(", ") || "none";
  throw fault(path, `no pool is of a model that is accepted here; there are pools of ${there}`);
}

/** The goods that one entry of a list means: one for each pool of the model. */
function acceptedBy(entry: Acceptable, { byModel }: Market, path: Path): readonly Good[] {
  if (typeof entry !== "object" || entry === null || typeof entry.model !== "string")
    throw fault(path, `an object with model, and profile or wholeGpu, is needed, not ${show(entry)}`);
  const { model } = entry;
  const chosen = byModel.get(model) ?? byModel.get(within(path, () => gpuModel(model)).name) ?? [];
  const { profile, wholeGpu } = entry as { readonly profile?: unknown; readonly wholeGpu?: unknown }; // one of them; both are looked at
  if ((profile === undefined) === (wholeGpu === undefined))
    throw fault(path, "either profile or wholeGpu: true is needed beside the model");
  if (wholeGpu !== undefined && wholeGpu !== true) throw fault([...path, "wholeGpu"], `true is needed, not ${show(wholeGpu)}`);
  return chosen.map(({ words, index }) => ({
    pool: index,
    profile: wholeGpu === true ? WHOLE : profileNumber(words, profile, [...path, "profile"]),
  }));
}

/** Every profile with at least so much: a larger one may be what there is room for. */
function needed(accepts: object, { pools }: Market, path: Path): readonly Good[] {
  // A misspelt key would pass for no need at all.
  const unknown = Object.keys(accepts).find((key) => !NEEDS.includes(key));
  if (unknown !== undefined) throw fault(path, `there is no key ${quote(unknown)} here; there are ${NEEDS.join(", ")}`);
  const need = within(path, () => readNeed(accepts));
  const goods = pools.flatMap(({ words, index }) =>
    words.model.profiles
      .map((profile, number) => ({ profile, number }))
      .filter(({ profile }) => isEnough(profile, need))
      .sort(
        (a, b) =>
          a.profile.memorySlices - b.profile.memorySlices ||
          a.profile.computeSlices - b.profile.computeSlices ||
          a.number - b.number,
      )
      .map(({ number }) => ({ pool: index, profile: number })),
  );
  if (goods.length > 0) return goods;
  throw fault(path, "no pool has a profile with so much and exactly these attributes");
}

function fault(path: Path, message: string): MigError {
  return new MigError("INVALID_INPUT", `${pathText(path)}${message}`, { path });
}
