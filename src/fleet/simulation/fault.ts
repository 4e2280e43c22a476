import { MigError, type Path, pathText } from "../../error.js";

/** Errors of the body, with their place moved to where it stands in a larger input. */
export function within<T>(place: Path, body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (!(error instanceof MigError)) throw error;
    const said = pathText(error.path);
    const text = error.message.startsWith(said) ? error.message.slice(said.length) : error.message;
    const faults = error.faults.map(({ path, message }) => ({ path: [...place, ...path], message }));
    throw new MigError(error.code, `${pathText([...place, ...error.path])}${text}`, { faults, cause: error });
  }
}

/** The error for a fault of a spec; `path` begins inside it. */
export function fault(path: Path, message: string, code: "INVALID_INPUT" | "RANGE" = "INVALID_INPUT"): MigError {
  const whole = ["spec", ...path];
  return new MigError(code, `${pathText(whole)}${message}`, { path: whole });
}
