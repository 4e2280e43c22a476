import { gpuModels } from "migpack";
import { linkOf } from "../link.js";
import type { State } from "../state.js";
import { useTheme } from "../theme.js";
import { type Act, CopyButton } from "./parts.js";

const MODELS = gpuModels();
const ARCHITECTURES = [...new Set(MODELS.map(({ architecture }) => architecture))];

/** What the page is, which GPU it is about, and the link to it. */
export function Header({ state, act }: { state: State; act: Act }) {
  const [theme, toggleTheme] = useTheme();
  const address = new URL(linkOf(state), location.href).href;
  return (
    <header>
      <h1>
        migpack <span>playground</span>
      </h1>
      <label class="model">
        GPU
        <select value={state.model} onChange={(event) => act({ do: "choose model", model: event.currentTarget.value })}>
          {ARCHITECTURES.map((architecture) => (
            <optgroup key={architecture} label={architecture}>
              {MODELS.filter((model) => model.architecture === architecture).map(({ name }) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </label>
      <p class="facts">What fits on a GPU in slices, why the rest does not, and what must move.</p>
      <div class="tools">
        <CopyButton text={address} label="Copy link" what="link" act={act} />
        <button type="button" class="quiet" aria-pressed={theme === "dark"} onClick={toggleTheme}>
          Dark
        </button>
      </div>
    </header>
  );
}
