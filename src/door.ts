import { MigError } from "./error.js";

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
