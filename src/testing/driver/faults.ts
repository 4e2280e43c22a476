import { MigError } from "../../error.js";
import { show } from "../../model/quote.js";
import type { DriverCall, DriverError } from "./types.js";

/** Every call and every answer, so that a mistyped one is refused and not silently never met. */
const CALLS: Readonly<Record<DriverCall, true>> = {
  createGpuInstance: true,
  createComputeInstance: true,
  destroyGpuInstance: true,
  destroyComputeInstance: true,
  setMigMode: true,
  resetGpu: true,
};
const ERRORS: Readonly<Record<DriverError, true>> = {
  INSUFFICIENT_RESOURCES: true,
  INVALID_ARGUMENT: true,
  NOT_SUPPORTED: true,
  IN_USE: true,
  NOT_FOUND: true,
  RESET_REQUIRED: true,
};

/** Refusals that a test has ordered: of each call the next ones, in the order in which they were ordered. */
export class Faults {
  readonly #waiting: { readonly call: DriverCall; readonly error: DriverError }[] = [];

  /** @throws MigError INVALID_INPUT for what is no call or no error */
  order(call: DriverCall, error: DriverError): void {
    check(call, CALLS, "call");
    check(error, ERRORS, "error");
    this.#waiting.push({ call, error });
  }

  /** The refusal that this call meets, which is then gone; null: none. */
  take(call: DriverCall): DriverError | null {
    const index = this.#waiting.findIndex((each) => each.call === call);
    return index < 0 ? null : (this.#waiting.splice(index, 1)[0]?.error ?? null);
  }
}

function check(value: unknown, names: Readonly<Record<string, true>>, what: string): void {
  if (typeof value === "string" && Object.hasOwn(names, value)) return;
  const message = `${what}: one of ${Object.keys(names).join(", ")} is needed, not ${show(value)}`;
  throw new MigError("INVALID_INPUT", message, { path: [what] });
}
