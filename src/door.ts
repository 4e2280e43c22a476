import { MigError, type Path, pathText } from "./error.js";

/**
 * Runs the body of a public function, so that nothing but a MigError leaves it. What else can be
 * thrown there comes out of the caller's own arguments: a getter, a proxy, a `toString`.
 */
export function atTheDoor<T>(body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (error instanceof MigError) throw error;
    throw new MigError("INVALID_INPUT", "an argument cannot be read: it throws when it is looked at; see cause", {
      cause: error,
    });
  }
}

/** The same for the body of a public function that takes its time. */
export async function waitAtTheDoor<T>(body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    return atTheDoor(() => {
      throw error;
    });
  }
}

/** Reads a part of an input: errors of the body, with their place moved to where the part stands in the whole. */
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
