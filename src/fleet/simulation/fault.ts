import { MigError, type Path, pathText } from "../../error.js";

/** The error for a fault of a spec; `path` begins inside it. */
export function fault(path: Path, message: string, code: "INVALID_INPUT" | "RANGE" = "INVALID_INPUT"): MigError {
  const whole = ["spec", ...path];
  return new MigError(code, `${pathText(whole)}${message}`, { path: whole });
}
