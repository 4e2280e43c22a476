import type { Mark } from "./cursor.js";

/** What go-yaml refuses: `message` is its own text, with the line as it counts. */
export class YamlFault extends Error {
  /** The text without where it is. */
  readonly problem: string;
  /** Where it shows; null: nowhere in particular. */
  readonly mark: Mark | null;

  constructor(problem: string, mark: Mark | null = null, message = `yaml: ${problem}`) {
    super(message);
    this.problem = problem;
    this.mark = mark;
  }
}

/** A text that is refused for what it would cost, well formed or not. */
export class CostFault extends Error {}

/** go-yaml (decode.go) names no line for what stands on the first one. */
export function scannerFault(problem: string, mark: Mark): YamlFault {
  return new YamlFault(problem, mark, mark.line === 0 ? undefined : `yaml: line ${mark.line + 1}: ${problem}`);
}

/** What its parser finds, as opposed to its scanner, go-yaml places a line too early. */
export function parserFault(problem: string, mark: Mark): YamlFault {
  return new YamlFault(problem, mark, mark.line === 0 ? undefined : `yaml: line ${mark.line}: ${problem}`);
}
