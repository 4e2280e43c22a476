import { goQuote } from "../documents/go-yaml/go-syntax.js";
import { MigError, type Path } from "../error.js";

/** What `nvidia-mig-parted` dies of, in its own words. */
export class Fatal extends Error {
  readonly path: Path;

  constructor(message: string, path: Path) {
    super(message);
    this.path = path;
  }
}

/**
 * The error that says what the program's log says. The log quotes its messages (logrus, "%q"), so
 * that control characters and backslashes of the file stand there escaped.
 */
export function fatalError(
  stage: "parsing config file" | "selecting MIG config",
  problem: string,
  path: Path,
  cause?: unknown,
): MigError {
  const logged = goQuote(`Error ${stage}: ${problem}`).slice(1, -1).replaceAll('\\"', '"');
  return new MigError("INVALID_INPUT", logged, cause === undefined ? { path } : { path, cause });
}
