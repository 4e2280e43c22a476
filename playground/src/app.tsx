import { gpuModel } from "migpack";
import { useEffect, useLayoutEffect, useReducer, useState } from "preact/hooks";
import { linkOf } from "./link.js";
import { openLink, reduce, type Turn } from "./reduce.js";
import { Board, boardId, instanceId } from "./views/board.js";
import { Demand } from "./views/demand.js";
import { Header } from "./views/header.js";
import { Outputs } from "./views/outputs.js";
import type { Preview } from "./views/parts.js";
import { Profiles } from "./views/profiles.js";

/** The page: one state, one reducer, and views that are functions of it. */
export function App() {
  const [turn, act] = useReducer(reduce, location.hash, openLink);
  const [preview, setPreview] = useState<Preview | null>(null);
  const { state, says, refused } = turn;
  const model = gpuModel(state.model);

  // Replaced, not pushed: whoever comes from another page gets back to it in one step.
  useLayoutEffect(() => history.replaceState(null, "", linkOf(state)), [state]);
  useEffect(() => {
    const open = () => act({ do: "open link", hash: location.hash });
    addEventListener("hashchange", open);
    return () => removeEventListener("hashchange", open);
  }, []);
  useLayoutEffect(() => keepFocus(turn), [turn]);

  return (
    <>
      <Header state={state} act={act} />
      <main>
        <div class="bench">
          <Board
            model={model}
            placements={state.placements}
            running={state.running}
            preview={preview}
            says={says}
            refused={refused}
            act={act}
          />
          <div class="halves">
            <Profiles state={state} act={act} setPreview={setPreview} />
            <Outputs state={state} act={act} />
          </div>
        </div>
        <Demand state={state} act={act} />
      </main>
      <footer>
        <p class="facts">
          All is computed in this page by the migpack library and nothing is sent anywhere; the address holds what you see.
        </p>
      </footer>
    </>
  );
}

/** What was focused may be gone after an action; the keyboard goes on from where the eye is. */
function keepFocus({ focus }: Turn): void {
  if (focus === undefined) return;
  document.getElementById(focus === "board" ? boardId : instanceId(focus))?.focus();
}
