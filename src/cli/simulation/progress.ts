import type { Io } from "../io.js";

const WIDTH = 24;
/** Milliseconds: work that is over by then shows nothing. */
const FIRST = 300;
/** Milliseconds between two pictures. */
const EVERY = 100;
/** Of the work: before, what threads take to start would count as its pace. */
const ESTIMATED_FROM = 0.01;
const CLEAR_LINE = "\r\u001b[K";

/** One line on a terminal that tells how far work is; nothing elsewhere. */
export interface Progress {
  show(done: number, total: number): void;
  /** Leaves the line as it was. */
  clear(): void;
}

export function progressOn(io: Io): Progress {
  if (!io.progress) return { show: () => {}, clear: () => {} };
  const begin = performance.now();
  let next = begin + FIRST;
  let drawn = false;
  return {
    show(done, total) {
      const now = performance.now();
      if (now < next) return;
      next = now + EVERY;
      drawn = true;
      io.err(CLEAR_LINE + barText(done, total, now - begin));
    },
    clear() {
      if (drawn) io.err(CLEAR_LINE);
    },
  };
}

/** " 42% ██████████              12 s left". */
export function barText(done: number, total: number, elapsed: number): string {
  const share = total > 0 ? Math.min(1, done / total) : 0;
  const bar = "█".repeat(Math.floor(share * WIDTH)).padEnd(WIDTH, "░");
  const left = share >= ESTIMATED_FROM ? `${durationText((elapsed / share) * (1 - share))} left` : "";
  return `${`${Math.floor(share * 100)}`.padStart(3)}% ${bar} ${left}`.trimEnd();
}

function durationText(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
