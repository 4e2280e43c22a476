import { checkLayout, fit, freeStarts, type Layout, MigError, type Move, minGpus, type Placement } from "migpack";
import { demandOn } from "./demand.js";
import { readLink } from "./link.js";
import { byStart, type State, spot, spots } from "./state.js";

/** What a visitor can do. */
export type Action =
  | { readonly do: "choose model"; readonly model: string }
  /** start null: wherever most stays possible */
  | { readonly do: "place"; readonly profile: string; readonly start: number | null }
  | { readonly do: "make room"; readonly profile: string }
  | { readonly do: "remove"; readonly placement: Placement }
  /** to the next free start to the left or to the right */
  | { readonly do: "move"; readonly placement: Placement; readonly direction: -1 | 1 }
  | { readonly do: "show"; readonly layout: Layout }
  /** what is on the board is what runs; or nothing runs */
  | { readonly do: "run"; readonly running: Layout }
  | { readonly do: "want"; readonly profile: string; readonly count: number }
  | { readonly do: "open link"; readonly hash: string }
  /** nothing changes but what is said */
  | { readonly do: "say"; readonly text: string };

/** What came of an action. */
export interface Turn {
  readonly state: State;
  /** For eyes and ears alike. */
  readonly says: string;
  /** Whether it says why nothing was done. */
  readonly refused: boolean;
  /** Start of the instance that the keyboard stays with; "board": none is left near; absent: it stays where it is. */
  readonly focus?: number | "board";
}

export function openLink(hash: string): Turn {
  const { state, problems } = readLink(hash);
  if (problems.length > 0) return { state, says: `The link cannot be read as it is: ${problems.join("; ")}`, refused: true };
  return { state, says: "", refused: false };
}

/** Asks the library what comes of it; what it refuses is said in its words, and changes nothing. */
export function reduce(turn: Turn, action: Action): Turn {
  try {
    return next(turn.state, action);
  } catch (error) {
    if (!(error instanceof MigError)) throw error;
    return refusal(turn.state, error.message);
  }
}

function next(state: State, action: Action): Turn {
  switch (action.do) {
    case "choose model":
      return chooseModel(state, action.model);
    case "place":
      return place(state, action.profile, action.start);
    case "make room":
      return makeRoom(state, action.profile);
    case "remove":
      return remove(state, action.placement);
    case "move":
      return move(state, action.placement, action.direction);
    case "show":
      return done(state, { placements: byStart(action.layout) }, on("The board", action.layout));
    case "run":
      return done(state, { running: action.running }, on("The running GPU", action.running));
    case "want":
      return want(state, action.profile, action.count);
    case "open link":
      return openLink(action.hash);
    case "say":
      return { state, says: action.text, refused: false };
  }
}

function done(state: State, change: Partial<State>, says: string, focus?: number | "board"): Turn {
  const turn = { state: Object.freeze({ ...state, ...change }), says, refused: false };
  return focus === undefined ? turn : { ...turn, focus };
}

function refusal(state: State, says: string): Turn {
  return { state, says, refused: true };
}

function on(what: string, layout: Layout): string {
  return layout.length === 0 ? `${what} is empty` : `${what} has ${spots(layout)}`;
}

/** Keeps what the other model has under the same name and where it can stand there. */
function chooseModel(state: State, model: string): Turn {
  const fitting = (layout: Layout) => (checkLayout(model, layout).length === 0 ? layout : []);
  const placements = fitting(state.placements);
  const running = fitting(state.running);
  const demand = demandOn(model, state.demand);
  const lost = placements.length < state.placements.length;
  return done(state, { model, placements, running, demand }, lost ? `${model}; what was on the board cannot be on it` : model);
}

function place(state: State, profile: string, start: number | null): Turn {
  const { model, placements } = state;
  const answer = fit(model, [start === null ? profile : `${profile}@${start}`], { occupied: placements });
  if (!answer.fits) return refusal(state, answer.reason.message);
  const [placed] = answer.placements;
  return done(
    state,
    { placements: byStart([...placements, ...answer.placements]) },
    `${profile} placed at start ${placed?.start}`,
  );
}

function makeRoom(state: State, profile: string): Turn {
  const { model, placements } = state;
  const answer = fit(model, [profile], { occupied: placements });
  if (answer.fits) return place(state, profile, null);
  const { moves, message } = answer.reason;
  if (moves === null) return refusal(state, message);
  const moved = place({ ...state, placements: applied(placements, moves) }, profile, null);
  return { ...moved, says: `${inWords(moves)}; ${moved.says}` };
}

function applied(layout: Layout, moves: readonly Move[]): Layout {
  return layout.map((placement) => moves.find(({ from }) => spot(from) === spot(placement))?.to ?? placement);
}

/** "1g.10gb recreated at 6" */
function inWords(moves: readonly Move[]): string {
  return moves.map(({ from, to }) => `${spot(from)} recreated at ${to.start}`).join(", ");
}

function remove(state: State, placement: Placement): Turn {
  const placements = without(state.placements, placement);
  const near = placements.find(({ start }) => start > placement.start) ?? placements.at(-1);
  const says = `${placement.profile} removed from start ${placement.start}`;
  return done(state, { placements }, says, near?.start ?? "board");
}

function move(state: State, placement: Placement, direction: -1 | 1): Turn {
  const { profile, start: from } = placement;
  const others = without(state.placements, placement);
  const starts = freeStarts(state.model, profile, others).filter((start) => Math.sign(start - from) === direction);
  const to = direction > 0 ? starts[0] : starts.at(-1);
  if (to === undefined) {
    return refusal(state, `${profile} has no free start ${direction > 0 ? "after" : "before"} ${from}`);
  }
  return done(
    state,
    { placements: byStart([...others, { ...placement, start: to }]) },
    `${profile} moved from start ${from} to ${to}`,
    to,
  );
}

function without(layout: Layout, placement: Placement): Layout {
  return layout.filter((each) => spot(each) !== spot(placement));
}

function want(state: State, profile: string, count: number): Turn {
  const wanted = { ...state.demand, [profile]: count };
  const { gpus } = minGpus(state.model, wanted);
  return done(state, { demand: demandOn(state.model, wanted) }, `${gpus} GPUs hold the demand`);
}
