import type { GpuModel } from "../model/types.js";

/** Colours of one theme. Text on every fill, and muted text on the background, has a contrast of at least 4.5 to 1. */
export interface Theme {
  readonly background: string;
  readonly text: string;
  readonly muted: string;
  /** Outline of what is free. */
  readonly outline: string;
  readonly onFill: string;
  /** By rank of size, smallest profile first. */
  readonly fills: readonly string[];
}

export const THEMES: Readonly<Record<"light" | "dark", Theme>> = {
  light: {
    background: "#ffffff",
    text: "#1f2328",
    muted: "#59636e",
    outline: "#b4bcc6",
    onFill: "#ffffff",
    fills: ["#0f766e", "#1d5fc4", "#6d3fc0", "#b02a6b", "#a8480c", "#475569"],
  },
  dark: {
    background: "#0d1117",
    text: "#e6edf3",
    muted: "#9198a1",
    outline: "#4b535d",
    onFill: "#0b1016",
    fills: ["#4fd1bd", "#7db4ff", "#bd9bff", "#ff8fbc", "#ffb454", "#a9b4c2"],
  },
};

/**
 * profile name -> fill. Profiles with equal compute slices share one, so that a board reads the
 * same whatever the attributes; with more sizes than fills, the largest share the last.
 */
export function fillsOf(model: GpuModel, theme: Theme): ReadonlyMap<string, string> {
  const sizes = [...new Set(model.profiles.map(({ computeSlices }) => computeSlices))].sort((a, b) => a - b);
  const last = theme.fills.length - 1;
  return new Map(
    model.profiles.map(({ name, computeSlices }) => [
      name,
      theme.fills[Math.min(sizes.indexOf(computeSlices), last)] ?? theme.muted,
    ]),
  );
}
