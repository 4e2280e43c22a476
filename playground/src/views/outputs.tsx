import { useRef, useState } from "preact/hooks";
import { OUTPUT_KINDS, type Output } from "../outputs.js";
import { type State, spots } from "../state.js";
import { type Act, CopyButton } from "./parts.js";

/** The board as what other programs take. */
export function Outputs({ state, act }: { state: State; act: Act }) {
  const [chosen, choose] = useState(0);
  const outputs = OUTPUT_KINDS[chosen]?.outputs(state) ?? [];
  return (
    <section class="card outputs" aria-labelledby="outputs-title">
      <div class="head">
        <h2 id="outputs-title">Take it along</h2>
      </div>
      <Tabs chosen={chosen} choose={choose} />
      <div role="tabpanel" id="output" aria-labelledby={tabId(chosen)} class="panel">
        {chosen === 0 && <Running state={state} act={act} />}
        {outputs.map((output) => (
          <Text key={output.title} output={output} act={act} />
        ))}
      </div>
    </section>
  );
}

function tabId(index: number): string {
  return `tab-${index}`;
}

/** Tabs as the ARIA practices have them: one stop for Tab, arrows between them. */
function Tabs({ chosen, choose }: { chosen: number; choose: (index: number) => void }) {
  const list = useRef<HTMLDivElement>(null);
  const pressed = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? OUTPUT_KINDS.length - 1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = (chosen + step) % OUTPUT_KINDS.length;
    choose(next);
    list.current?.querySelector<HTMLElement>(`#${tabId(next)}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label="Formats" ref={list} onKeyDown={pressed}>
      {OUTPUT_KINDS.map(({ name }, index) => (
        <button
          key={name}
          type="button"
          role="tab"
          id={tabId(index)}
          aria-selected={index === chosen}
          aria-controls="output"
          tabIndex={index === chosen ? 0 : -1}
          onClick={() => choose(index)}
        >
          {name}
        </button>
      ))}
    </div>
  );
}

/** Commands lead from what runs to what is on the board; this says what runs. */
function Running({ state, act }: { state: State; act: Act }) {
  const { running, placements } = state;
  return (
    <div class="running">
      <p>Starting from {running.length === 0 ? "a GPU in MIG mode without instances" : spots(running)}.</p>
      <button
        type="button"
        class="quiet"
        disabled={placements.length === 0}
        onClick={() => act({ do: "run", running: placements })}
      >
        Start from this board
      </button>
      {running.length > 0 && (
        <button type="button" class="quiet" onClick={() => act({ do: "run", running: [] })}>
          Start from none
        </button>
      )}
    </div>
  );
}

function Text({ output, act }: { output: Output; act: Act }) {
  const { title, note, text } = output;
  return (
    <div class="output">
      <div class="output-head">
        <h3>{title}</h3>
        {text !== "" && <CopyButton text={text} what={title.toLowerCase()} act={act} />}
      </div>
      <p class="facts">{note}</p>
      {text !== "" && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a long text scrolls by itself, and what scrolls must be reached by the keyboard
        <section tabIndex={0} aria-label={title} class="text">
          <pre>{text}</pre>
        </section>
      )}
    </div>
  );
}
