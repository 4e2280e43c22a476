import { type Demand as Counts, type GpuModel, gpuModel, type LayoutGroup, type Packing, pack } from "migpack";
import { emitMigConfig } from "migpack/mig-parted";
import { type State, spot, spots } from "../state.js";
import { type Act, CopyButton, colourOf, columns, ProfileName, span } from "./parts.js";

/** How many GPUs of the model a demand needs, why no fewer, and how they are laid out. */
export function Demand({ state, act }: { state: State; act: Act }) {
  const model = gpuModel(state.model);
  const packing = pack(state.model, state.demand);
  return (
    <section class="card" aria-labelledby="demand-title">
      <div class="head">
        <h2 id="demand-title">Pack a demand</h2>
        <p class="facts">How many instances of each profile, on as few {model.name} as can be.</p>
      </div>
      <div class="demand">
        <form class="wanted" onSubmit={(event) => event.preventDefault()}>
          {model.profiles.map(({ name }) => (
            <label key={name} for={countId(name)}>
              <span class={`swatch ${colourOf(model, name)}`} />
              <code>{name}</code>
              <Count profile={name} demand={state.demand} act={act} />
            </label>
          ))}
        </form>
        <Answer model={model} packing={packing} act={act} />
      </div>
    </section>
  );
}

function countId(profile: string): string {
  return `count-${profile}`;
}

function Count({ profile, demand, act }: { profile: string; demand: Counts; act: Act }) {
  return (
    <input
      id={countId(profile)}
      type="number"
      inputMode="numeric"
      min="0"
      step="1"
      placeholder="0"
      value={demand[profile] ?? ""}
      onInput={(event) => act({ do: "want", profile, count: Number(event.currentTarget.value) })}
    />
  );
}

function Answer({ model, packing, act }: { model: GpuModel; packing: Packing; act: Act }) {
  const { gpus, groups } = packing;
  if (groups.length === 0) return <p class="facts">Say how many of each profile are wanted.</p>;
  return (
    <div class="answer">
      <p class="gpus">
        <strong>{gpus.toLocaleString("en")}</strong> {gpus === 1 ? "GPU" : "GPUs"}
      </p>
      <Proof packing={packing} />
      <ol class="groups">
        {groups.map((group) => (
          <Group key={spots(group.layout)} model={model} group={group} act={act} />
        ))}
      </ol>
      <CopyButton text={configOf(model.name, groups)} what="mig-parted config" label="Copy mig-parted config" act={act} />
    </div>
  );
}

/** Why no fewer can do: an inequality that every layout of one GPU obeys, where there is one. */
function Proof({ packing }: { packing: Packing }) {
  const { certificate, optimal, lowerBound } = packing;
  const { kind, weights, perGpu, says, value } = certificate;
  if (!optimal) return <p class="facts">No fewer than {lowerBound} can do; whether so few can is not proven.</p>;
  if (kind === "search") return <p class="facts">No fewer can do, as an exhausted search shows.</p>;
  const sum = Object.entries(weights).map(([profile, weight]) => (weight === 1 ? profile : `${weight} × ${profile}`));
  return (
    <p class="facts">
      No fewer can do; what runs out: {says}. On every GPU <code>{`${sum.join(" + ")} ≤ ${perGpu}`}</code>, so the demand needs{" "}
      {value.toLocaleString("en")}.
    </p>
  );
}

function Group({ model, group, act }: { model: GpuModel; group: LayoutGroup; act: Act }) {
  const { count, layout } = group;
  return (
    <li>
      <span class="times">{count.toLocaleString("en")} ×</span>
      <button type="button" class="track small" style={columns(model.memorySlices)} onClick={() => act({ do: "show", layout })}>
        <span class="out-of-sight">Show on the board: </span>
        {layout.map((placement) => (
          <span
            key={spot(placement)}
            class={`piece ${colourOf(model, placement.profile)}`}
            style={span(placement.start, placement.size)}
          >
            <ProfileName name={placement.profile} />
          </span>
        ))}
      </button>
    </li>
  );
}

/** One config for each layout; the counts of GPUs are in their names. */
function configOf(model: string, groups: readonly LayoutGroup[]): string {
  return emitMigConfig(
    Object.fromEntries(groups.map(({ layout, count }, i) => [`layout-${i + 1}-on-${count}-gpus`, [{ model, mig: layout }]])),
  );
}
