/** What is refused in a text. */
export class YamlFault extends Error {
  /** Where it shows, as an offset into the text; null: nowhere in particular. */
  readonly at: number | null;
  /** What go-yaml says of it, with the line as it counts; null: not known for certain. */
  readonly goWords: string | null;
  /** Where what is wrong begins: of several faults the first one is told. */
  readonly from: number;

  constructor(problem: string, at: number | null = null, goWords: string | null = `yaml: ${problem}`, from = at ?? 0) {
    super(problem);
    this.at = at;
    this.goWords = goWords;
    this.from = from;
  }
}

/** A text that is refused for what it would cost, well formed or not. */
export class CostFault extends Error {}
