import type { Session } from "./io.js";

/** Options that every command has. */
export interface OutputOptions {
  readonly json?: true;
}

/** Answers with one JSON document, or with text for people. The text is made only where it is wanted. */
export async function answer({ io }: Session, { json }: OutputOptions, value: unknown, text: () => string): Promise<void> {
  if (json) await io.out(jsonText(value));
  else await io.out(`${io.colour ? coloured(text()) : text()}\n`);
}

/** A JSON document as it is printed, and as it is written to files. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Written at once: few enough calls, small enough waits. */
const CHUNK = 65_536;

/** One JSON array, or one line of text, of as many items as there are, without holding them. */
export async function answerEach<Item>(
  { io }: Session,
  { json }: OutputOptions,
  items: Iterable<Item>,
  text: (item: Item) => string,
): Promise<void> {
  let chunk = json ? "[" : "";
  let before = "\n";
  for (const item of items) {
    chunk += json ? `${before}${JSON.stringify(item)}` : `${text(item)}\n`;
    before = ",\n";
    if (chunk.length >= CHUNK) {
      await io.out(chunk);
      chunk = "";
    }
  }
  await io.out(json ? `${chunk}\n]\n` : chunk);
}

const DIM = "\u001b[2m";
const GREEN = "\u001b[32m";
const PLAIN = "\u001b[0m";

/** Pictures in colour: what is free steps back, compute slices in use stand out. */
function coloured(text: string): string {
  return text.replace(/·+(\d*)·*/g, `${DIM}$&${PLAIN}`).replace(/━+\d*━*/g, `${GREEN}$&${PLAIN}`);
}
