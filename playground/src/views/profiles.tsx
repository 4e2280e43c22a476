import { type GpuInstanceProfile, type GpuModel, gpuModel, type Misfit } from "migpack";
import { type Offer, offersOf } from "../offers.js";
import { type State, spot } from "../state.js";
import { type Act, colourOf, type Preview, ProfileName } from "./parts.js";

type SetPreview = (preview: Preview | null) => void;

/** Every profile of the model: where it still fits, and why the rest does not. */
export function Profiles({ state, act, setPreview }: { state: State; act: Act; setPreview: SetPreview }) {
  const model = gpuModel(state.model);
  return (
    <section class="card" aria-labelledby="profiles-title">
      <div class="head">
        <h2 id="profiles-title">What still fits</h2>
        <p class="facts">Place a profile where most stays possible, or choose its start.</p>
      </div>
      <ul class="offers">
        {offersOf(state).map((offer) => (
          <Row key={offer.profile.name} model={model} offer={offer} act={act} setPreview={setPreview} />
        ))}
      </ul>
    </section>
  );
}

interface RowProps {
  readonly model: GpuModel;
  readonly offer: Offer;
  readonly act: Act;
  readonly setPreview: SetPreview;
}

function Row({ model, offer, act, setPreview }: RowProps) {
  const { profile, more, starts, start, refusal } = offer;
  const { name } = profile;
  const showing = (at: number | null) => {
    const show = () => setPreview(at === null ? null : { profile: name, start: at });
    const hide = () => setPreview(null);
    return { onMouseEnter: show, onFocus: show, onMouseLeave: hide, onBlur: hide };
  };
  const placed = (at: number | null) => {
    setPreview(null);
    act({ do: "place", profile: name, start: at });
  };
  return (
    <li class={refusal === null ? "offer" : "offer refused"}>
      <button
        type="button"
        class={`place ${colourOf(model, name)}`}
        aria-disabled={refusal !== null}
        aria-label={`Place ${name}`}
        {...showing(start)}
        onClick={() => placed(null)}
      >
        <ProfileName name={name} />
      </button>
      <span class="facts">{factsOf(profile)}</span>
      <fieldset class="starts" aria-label={`Starts of ${name}`}>
        {starts.map(({ start: at, free }) => (
          <button
            key={at}
            type="button"
            class="start"
            aria-disabled={!free}
            aria-label={`Place ${name} at start ${at}`}
            {...showing(free ? at : null)}
            onClick={() => placed(at)}
          >
            {at}
          </button>
        ))}
      </fieldset>
      <span class="more">{more === 0 ? "none" : `${more} more`}</span>
      {refusal !== null && <Why refusal={refusal} act={act} />}
    </li>
  );
}

/** "9,984 MiB, 16 SMs", as far as it is known. */
function factsOf({ memoryMiB, multiprocessors }: GpuInstanceProfile): string {
  const memory = memoryMiB === null ? [] : [`${memoryMiB.toLocaleString("en")} MiB`];
  return [...memory, ...(multiprocessors === null ? [] : [`${multiprocessors} SMs`])].join(", ");
}

function Why({ refusal, act }: { refusal: Misfit; act: Act }) {
  const { message, moves, profile } = refusal;
  return (
    <div class="why">
      <p>{message}.</p>
      {moves !== null && (
        <p class="moves">
          <span>Room is made by recreating {moves.map(({ from, to }) => `${spot(from)} at ${to.start}`).join(", ")}.</span>
          <button
            type="button"
            class="quiet"
            aria-label={`Make room for ${profile}`}
            onClick={() => act({ do: "make room", profile })}
          >
            Make room
          </button>
        </p>
      )}
    </div>
  );
}
