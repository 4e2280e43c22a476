import type { GpuModel, Layout, Placement } from "migpack";
import { bitmapText, isSet, slicesOf } from "../slices.js";
import { spot, spots } from "../state.js";
import { type Act, colourOf, columns, type Preview, ProfileName, slicesInWords, span } from "./parts.js";

export const boardId = "board";

/** Instances are told apart by their starts; so are the elements that show them. */
export function instanceId(start: number): string {
  return `instance-${start}`;
}

interface Props {
  readonly model: GpuModel;
  readonly placements: Layout;
  readonly running: Layout;
  readonly preview: Preview | null;
  readonly says: string;
  readonly refused: boolean;
  readonly act: Act;
}

/** The GPU: memory slices with the instances on them, compute slices underneath, and what came of the last action. */
export function Board({ model, placements, running, preview, says, refused, act }: Props) {
  const { memory, compute, cells } = slicesOf(model, placements);
  const slices = model.columns.map((_, slice) => slice);
  const free = slices.filter((slice) => !isSet(memory, slice));
  const previewed = preview === null ? null : (model.profiles.find(({ name }) => name === preview.profile) ?? null);
  return (
    <section class="card board" id={boardId} tabIndex={-1} aria-labelledby="board-title" aria-describedby="board-words">
      <div class="head">
        <h2 id="board-title">{model.name}</h2>
        <p class="facts">
          {model.architecture}, placements{" "}
          {model.provenance.placements === "observed" ? (
            "read off a driver"
          ) : (
            <abbr title={model.provenance.notes.join(" ")}>inferred</abbr>
          )}
        </p>
        <button type="button" class="quiet" disabled={placements.length === 0} onClick={() => act({ do: "show", layout: [] })}>
          Clear
        </button>
      </div>

      <p class="out-of-sight" id="board-words">
        {placements.length === 0 ? "No instances." : `${spots(placements)}.`}{" "}
        {free.length === 0 ? "No free memory slice." : `Free memory slices: ${free.join(", ")}.`}
      </p>

      <RowTitle name="memory slices" bitmap={memory} slices={model.memorySlices} />
      <div class="track memory" style={columns(model.memorySlices)}>
        {slices.map((slice) => (
          <span key={slice} class="ruler" style={span(slice, 1)} aria-hidden="true">
            {slice}
          </span>
        ))}
        {free.map((slice) => (
          <span key={`free-${slice}`} class="free" style={span(slice, 1)} aria-hidden="true" />
        ))}
        {placements.map((placement) => (
          <Instance key={spot(placement)} model={model} placement={placement} running={running} act={act} />
        ))}
        {preview !== null && previewed !== null && (
          <span
            class={`ghost ${colourOf(model, preview.profile)}`}
            style={span(preview.start, previewed.memorySlices)}
            aria-hidden="true"
          >
            <ProfileName name={preview.profile} />
          </span>
        )}
      </div>

      <RowTitle name="compute slices" bitmap={compute} slices={model.computeSlices} />
      <div class="track compute" style={columns(model.memorySlices)} aria-hidden="true">
        {cells.map(({ slice, from, size, user }) => (
          <span
            key={from}
            class={user === null ? (slice === null ? "none" : "idle") : `used ${colourOf(model, user.profile)}`}
            style={span(from, size)}
          >
            {slice ?? "none"}
          </span>
        ))}
      </div>

      <div class="foot">
        <p class={refused ? "says refused" : "says"} role="status">
          {says}
        </p>
        <p class="hint" id="board-hint">
          <span class="keys">
            <kbd>Tab</kbd> to an instance; <kbd>←</kbd> <kbd>→</kbd> move it, <kbd>Enter</kbd> or a click removes it.
          </span>
          <span class="touch">A tap on an instance removes it.</span>
        </p>
      </div>
    </section>
  );
}

function RowTitle({ name, bitmap, slices }: { name: string; bitmap: number; slices: number }) {
  const text = bitmapText(bitmap, slices);
  const taken = [...text.slice(2)].filter((bit) => bit === "1").length;
  return (
    <p class="row-title">
      {name} <span class="count">{`${taken} of ${slices}`}</span>
      <code title="bit i is slice i">{text}</code>
    </p>
  );
}

interface InstanceProps {
  readonly model: GpuModel;
  readonly placement: Placement;
  readonly running: Layout;
  readonly act: Act;
}

function Instance({ model, placement, running, act }: InstanceProps) {
  const { profile, start, size } = placement;
  const runs = running.some((each) => spot(each) === spot(placement));
  const pressed = (event: KeyboardEvent) => {
    const direction = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : null;
    if (direction === null && event.key !== "Delete" && event.key !== "Backspace") return;
    event.preventDefault();
    act(direction === null ? { do: "remove", placement } : { do: "move", placement, direction });
  };
  return (
    <button
      type="button"
      id={instanceId(start)}
      class={`instance ${colourOf(model, profile)}`}
      style={span(start, size)}
      aria-describedby="board-hint"
      onClick={() => act({ do: "remove", placement })}
      onKeyDown={pressed}
    >
      <span>
        <ProfileName name={profile} />
      </span>{" "}
      {runs && <small>running </small>}
      <span class="out-of-sight">
        at start {start}, {slicesInWords(start, size)}
      </span>
    </button>
  );
}
