/** What several views are made of. */
import type { GpuModel } from "migpack";
import { useEffect, useState } from "preact/hooks";
import { copyText } from "../copy.js";
import type { Action } from "../reduce.js";

export type Act = (action: Action) => void;

/** A place that the pointer or the keyboard is at, shown on the board before it is taken. */
export interface Preview {
  readonly profile: string;
  readonly start: number;
}

/** How long a button says what it did. */
const SAYS_FOR_MS = 2000;

/** Copies a text, and says whether it did. */
export function CopyButton({ text, what, label = "Copy", act }: { text: string; what: string; label?: string; act: Act }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SAYS_FOR_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    const done = await copyText(text);
    setCopied(done);
    act({
      do: "say",
      text: done ? `${what} copied` : `The browser does not let the page copy ${what}; select it and copy by hand`,
    });
  };
  return (
    <button type="button" class="quiet" onClick={copy} aria-label={label.endsWith(what) ? label : `${label} ${what}`}>
      {copied ? "Copied" : label}
    </button>
  );
}

/** A name that may break where its parts end: "1g." "10gb" "+me". */
export function ProfileName({ name }: { name: string }) {
  return name.split(/(?<=g\.)|(?=[+-])/).map((part, i) => (
    <>
      {i > 0 && <wbr />}
      {part}
    </>
  ));
}

/** Colours go by compute slices, so that a board reads the same whatever the attributes; the style sheet has six. */
export function colourOf(model: GpuModel, profile: string): string {
  const sizes = [...new Set(model.profiles.map(({ computeSlices }) => computeSlices))].sort((a, b) => a - b);
  const size = model.profiles.find(({ name }) => name === profile)?.computeSlices ?? 0;
  return `colour-${Math.min(sizes.indexOf(size), 5)}`;
}

/** "memory slice 0", "memory slices 4 to 7" */
export function slicesInWords(start: number, size: number): string {
  return size === 1 ? `memory slice ${start}` : `memory slices ${start} to ${start + size - 1}`;
}

/** As many equal columns as there are slices. */
export function columns(slices: number) {
  return { gridTemplateColumns: `repeat(${slices}, minmax(0, 1fr))` };
}

export function span(start: number, size: number) {
  return { gridColumn: `${start + 1} / span ${size}` };
}
