/** A state as the fragment of an address, readable and writable by hand: "#gpu=H100-80GB&at=1g.10gb@0,3g.40gb@4&demand=1g.10gb:20". */
import { type Demand, formatLayout, gpuModel, type Layout, MigError, minGpus, parseLayout } from "migpack";
import { demandOn, formatDemand, parseDemand } from "./demand.js";
import { byStart, type State } from "./state.js";

/** What a visitor without a link meets: two instances that keep out a third for which there are slices enough. */
const EXAMPLE = "#gpu=H100-80GB&at=1g.10gb@0,2g.20gb@4&demand=1g.10gb:120,2g.20gb:45,3g.40gb:38,7g.80gb:4";

/** Empty parts are left out. */
export function linkOf({ model, placements, running, demand }: State): string {
  const parts = { gpu: model, at: formatLayout(placements), running: formatLayout(running), demand: formatDemand(demand) };
  return `#${Object.entries(parts)
    .filter(([, text]) => text !== "")
    .map(([key, text]) => `${key}=${text}`)
    .join("&")}`;
}

/** A state, and what was wrong with the link that it was read from. */
export interface Reading {
  readonly state: State;
  /** In the library's words; empty: nothing. */
  readonly problems: readonly string[];
}

/** Reads the fragment of an address. What cannot be read is left out and named; without a GPU that is known nothing else can be. */
export function readLink(hash: string): Reading {
  const parts = partsOf(hash);
  if (parts.size === 0) return readLink(EXAMPLE);
  const problems: string[] = [];
  const attempt = <T>(key: string, read: (text: string) => T, otherwise: T): T => {
    try {
      return read(parts.get(key) ?? "");
    } catch (error) {
      if (!(error instanceof MigError)) throw error;
      // The library calls what it reads a text; here it has a name.
      problems.push(error.message.replace(/^text(?=\W)/, key));
      return otherwise;
    }
  };
  const model = attempt("gpu", (text) => gpuModel(text).name, null);
  if (model === null) return { state: readLink(EXAMPLE).state, problems };
  const placements = attempt("at", (text) => byStart(parseLayout(model, text)), NOTHING);
  const running = attempt("running", (text) => byStart(parseLayout(model, text)), NOTHING);
  const demand = attempt("demand", (text) => demandOn(model, judged(model, parseDemand(text))), {});
  return { state: Object.freeze({ model, placements, running, demand }), problems };
}

const NOTHING: Layout = Object.freeze([]);

/** A demand that the library has looked at. @throws MigError */
function judged(model: string, demand: Demand): Demand {
  minGpus(model, demand);
  return demand;
}

/** Not URLSearchParams, for which a plus is a blank: "1g.10gb+me" is the name of a profile. */
function partsOf(hash: string): ReadonlyMap<string, string> {
  const pieces = hash.replace(/^#/, "").split("&").filter(Boolean);
  return new Map(
    pieces.map((piece) => {
      const [key = "", ...text] = piece.split("=");
      return [key, decoded(text.join("="))];
    }),
  );
}

/** Programs that pass links on may escape what needs no escape. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
