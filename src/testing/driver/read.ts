import { MigError } from "../../error.js";
import { listOf } from "../../gpu/read-placement.js";
import { show } from "../../model/quote.js";
import type { IdMap } from "./types.js";

/** The id map of one GPU. @throws MigError INVALID_INPUT */
export function idMapOf(maps: IdMap | readonly IdMap[], gpu: number): IdMap {
  const map: unknown = typeof maps === "string" ? maps : listOf(maps, ["idMap"])[gpu];
  if (map === "direct" || map === "swapped") return map;
  const message = `idMap: direct or swapped is needed for GPU ${gpu}, not ${show(map)}`;
  throw new MigError("INVALID_INPUT", message, { path: ["idMap"] });
}

export function noSuch(what: string, value: unknown, there: readonly number[]): MigError {
  const are = there.length === 0 ? "there are none" : `there are ${there.join(", ")}`;
  return new MigError("INVALID_INPUT", `${what}: ${show(value)} does not exist; ${are}`, { path: [what] });
}
