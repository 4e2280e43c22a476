/** Numbers as people read them. */
import type { Interval } from "./figures.js";

const MINUS = "−";

/** With a sign, two decimals. A difference that rounds to nothing has none. */
export function signed(value: number): string {
  const text = Math.abs(value).toFixed(2);
  if (text === "0.00") return text;
  return `${value < 0 ? MINUS : "+"}${text}`;
}

export function signedInterval({ mean, halfWidth }: Interval): string {
  return `${signed(mean)} ± ${halfWidth.toFixed(2)}`;
}

export function loadText(load: number): string {
  return Number.isInteger(10 * load) ? load.toFixed(1) : String(load);
}
