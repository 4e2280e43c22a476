/** What a layout is carried away as. */
import { type Layout, MigError, reconfigure } from "migpack";
import { gpuLabels } from "migpack/kubernetes";
import { migConfigForNodes, resolveMigConfig } from "migpack/mig-parted";
import { emitCommands } from "migpack/nvidia-smi";
import { renderLayout } from "migpack/render";
import { type State, spots } from "./state.js";

/** A text to copy. */
export interface Output {
  readonly title: string;
  /** What has to be known before it is used. */
  readonly note: string;
  readonly text: string;
}

/** A tab: what it is called, and its texts, made when it is looked at. */
export interface OutputKind {
  readonly name: string;
  readonly outputs: (state: State) => readonly Output[];
}

export const OUTPUT_KINDS: readonly OutputKind[] = [
  { name: "nvidia-smi", outputs: commands },
  { name: "mig-parted", outputs: config },
  { name: "labels", outputs: labels },
  { name: "SVG", outputs: picture },
];

/** Where the node is not known yet; to be replaced by whoever pastes it. */
const NODE = "node-1";

/** What the library says against it takes the place of the note: an ID that nobody has published, a board without a name. */
function output(title: string, make: () => Omit<Output, "title">): Output {
  try {
    return { title, ...make() };
  } catch (error) {
    if (!(error instanceof MigError)) throw error;
    return { title, note: error.message, text: "" };
  }
}

function commands({ model, running, placements }: State): readonly Output[] {
  return [
    output("Commands", () => {
      const { steps, kept, destroyed, created } = reconfigure(model, running, placements);
      const counts = [tell(destroyed, "destroyed"), tell(created, "created"), tell(kept, "untouched")].filter(Boolean);
      const care = destroyed.length > 0 ? " Whoever uses what is destroyed must have left." : "";
      const note = `${counts.join(", ") || "Nothing to do"}.${care}`;
      return { note, text: emitCommands(model, steps, { unknownIds: "look-up" }).join("\n") };
    }),
  ];
}

function tell({ length }: Layout, what: string): string {
  return length === 0 ? "" : `${length} ${what}`;
}

function config(state: State): readonly Output[] {
  const nodes = () => migConfigForNodes([nodeOf(state)]);
  return [
    output("Config file", () => {
      const { file, labels } = nodes();
      return { note: whereItLands(state, file, labels[0]?.config ?? ""), text: file };
    }),
    output("Select it on a node", () => ({
      note: "mig-manager applies what the label names.",
      text: nodes().commands.join("\n"),
    })),
  ];
}

/** A config counts instances; the driver chooses their starts. */
function whereItLands({ model, running }: State, file: string, config: string): string {
  const [gpu] = resolveMigConfig(file, config, { name: NODE, gpus: [{ model, mig: running }] });
  const counted = "A config counts instances and leaves their starts to the driver";
  if (gpu?.outcome === "misfit") return `${counted}, which is predicted to fail: ${gpu.misfit.message}.`;
  if (gpu?.outcome !== "layout" || gpu.layout.length === 0) return `${counted}.`;
  return `${counted}, which is predicted to choose ${spots(gpu.layout)}.`;
}

function labels(state: State): readonly Output[] {
  return [
    output("Node labels", () => ({
      note: "What GPU feature discovery writes for a node with this GPU alone, strategy mixed.",
      text: Object.entries(gpuLabels({ ...nodeOf(state), strategy: "mixed" }))
        .map(([key, value]) => `${key}=${value}`)
        .join("\n"),
    })),
  ];
}

function picture({ model, placements }: State): readonly Output[] {
  return [
    output("Picture", () => ({ note: "For a README or a ticket.", text: renderLayout(model, placements, { format: "svg" }) })),
  ];
}

function nodeOf({ model, placements }: State) {
  return { name: NODE, gpus: [{ model, mig: placements }] };
}
