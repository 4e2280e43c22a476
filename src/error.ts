/** What went wrong, as a closed list that callers may switch on. */
export type MigErrorCode =
  | "UNKNOWN_MODEL"
  | "UNKNOWN_PROFILE"
  | "INVALID_MODEL"
  | "INVALID_PROFILE"
  | "INVALID_LAYOUT"
  | "INVALID_INPUT"
  | "NOT_PLACED"
  | "OCCUPIED"
  | "STALE"
  | "DISPOSED"
  | "OUT_OF_MEMORY"
  | "RANGE"
  | "ABORTED"
  | "WASM_UNAVAILABLE";

/** Where in the input a fault sits: keys and indices from the outermost argument inwards. */
export type Path = readonly (string | number)[];

/** "profiles[2]: ", or nothing: how a message says where. */
export function pathText(path: Path): string {
  if (path.length === 0) return "";
  return `${path.map((key, i) => (typeof key === "number" ? `[${key}]` : i === 0 ? key : `.${key}`)).join("")}: `;
}

/** One fault of an input: where it sits, and what is wrong and would work there. */
export interface Fault {
  /** Into the input. */
  readonly path: Path;
  /** What is wrong, and what would work. */
  readonly message: string;
}

/** Present on every copy of the class, so that `instanceof` holds across the ESM and CJS builds. */
const BRAND = Symbol.for("migpack.MigError");

/**
 * The only error class that migpack throws. It means that the call or its input is wrong;
 * "does not fit" is never an error but a value.
 *
 * `message` says what is wrong, where, and what would work. Switch on `code`, not on the text.
 */
export class MigError extends Error {
  /** From the closed list, for programs to switch on. */
  readonly code: MigErrorCode;
  /** Into the input, of the first fault; empty where the fault has no place in it. */
  readonly path: Path;
  /** Every fault found, the first one included; never empty. */
  readonly faults: readonly Fault[];

  static {
    // On the prototype, where Error keeps it: a class field would be an own enumerable key.
    Object.defineProperty(MigError.prototype, "name", { value: "MigError", configurable: true, writable: true });
    Object.defineProperty(MigError.prototype, BRAND, { value: true });
  }

  /** Holds for errors of both builds, ESM and CommonJS, in one program. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === "object" && value !== null && BRAND in value;
  }

  /** For those who build on migpack and throw the same errors. `details`: where, all faults, and the cause. */
  constructor(code: MigErrorCode, message: string, details: { path?: Path; faults?: readonly Fault[]; cause?: unknown } = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.faults = Object.freeze(details.faults ?? [{ path: details.path ?? [], message }]);
    this.path = Object.freeze([...(details.path ?? this.faults[0]?.path ?? [])]);
  }
}
