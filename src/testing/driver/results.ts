import { deepFreeze } from "../../model/freeze.js";
import type { DriverError, DriverResult } from "./types.js";

export function done<T>(value: T): DriverResult<T> {
  return deepFreeze({ ok: true, value });
}

export function refused(error: DriverError): { readonly ok: false; readonly error: DriverError } {
  return Object.freeze({ ok: false, error });
}
