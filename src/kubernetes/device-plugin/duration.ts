/** Durations as Go reads and writes them (time.ParseDuration, time.Duration.String), in nanoseconds of 64 bits. */

const UNITS: ReadonlyMap<string, bigint> = new Map([
  ["ns", 1n],
  ["us", 1_000n],
  ["µs", 1_000n],
  ["μs", 1_000n],
  ["ms", 1_000_000n],
  ["s", 1_000_000_000n],
  ["m", 60_000_000_000n],
  ["h", 3_600_000_000_000n],
]);
/** The plugin's word for the longest duration (api/config/v1/duration.go). */
const INFINITE = "infinite";
const LONGEST = 2n ** 63n - 1n;
/** Digits beyond which a fraction of any unit changes nothing. */
const FRACTION = 18;
const PART = /^([0-9]*)(\.[0-9]*)?([^0-9.]*)/;

/** A duration, or Go's words for what is wrong with it. */
export type DurationReading =
  | { readonly ok: true; readonly nanoseconds: bigint }
  | { readonly ok: false; readonly message: string };

/** "1h30m", "1.5s", "-2us", "0", or "infinite". */
export function parseDuration(text: string): DurationReading {
  if (text === INFINITE) return { ok: true, nanoseconds: LONGEST };
  const invalid: DurationReading = { ok: false, message: `time: invalid duration ${JSON.stringify(text.slice(0, 64))}` };
  const negative = text.startsWith("-");
  let rest = /^[-+]/.test(text) ? text.slice(1) : text;
  if (rest === "0") return { ok: true, nanoseconds: 0n };
  if (rest === "") return invalid;
  let sum = 0n;
  while (rest !== "") {
    const [part = "", digits = "", fraction = "", unit = ""] = PART.exec(rest) ?? [];
    if (digits === "" && fraction.length < 2) return invalid;
    if (unit === "") return { ok: false, message: invalid.message.replace("invalid", "missing unit in") };
    const size = UNITS.get(unit);
    if (size === undefined)
      return { ok: false, message: invalid.message.replace("invalid", `unknown unit ${JSON.stringify(unit.slice(0, 64))} in`) };
    sum += BigInt(digits.slice(0, FRACTION + 2)) * size + ofUnit(fraction.slice(1), size);
    if (digits.length > FRACTION + 1 || sum > LONGEST + 1n) return invalid;
    rest = rest.slice(part.length);
  }
  if (!negative && sum > LONGEST) return invalid;
  return { ok: true, nanoseconds: negative ? -sum : sum };
}

function ofUnit(fraction: string, size: bigint): bigint {
  const digits = fraction.slice(0, FRACTION);
  return digits === "" ? 0n : (BigInt(digits) * size) / 10n ** BigInt(digits.length);
}

/** "1m0s", "1.5s", "0s", or "infinite". */
export function formatDuration(nanoseconds: bigint): string {
  if (nanoseconds === LONGEST) return INFINITE;
  if (nanoseconds === 0n) return "0s";
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  return `${nanoseconds < 0n ? "-" : ""}${size < 1_000_000_000n ? fine(size) : coarse(size)}`;
}

function fine(size: bigint): string {
  const [unit, factor] =
    size < 1_000n ? (["ns", 1n] as const) : size < 1_000_000n ? (["µs", 1_000n] as const) : (["ms", 1_000_000n] as const);
  return `${decimal(size, factor)}${unit}`;
}

function coarse(size: bigint): string {
  const minutes = size / 60_000_000_000n;
  const seconds = `${decimal(size % 60_000_000_000n, 1_000_000_000n)}s`;
  if (minutes === 0n) return seconds;
  return minutes < 60n ? `${minutes}m${seconds}` : `${minutes / 60n}h${minutes % 60n}m${seconds}`;
}

function decimal(size: bigint, factor: bigint): string {
  const fraction = `${factor + (size % factor)}`.slice(1).replace(/0+$/, "");
  return fraction === "" ? `${size / factor}` : `${size / factor}.${fraction}`;
}
