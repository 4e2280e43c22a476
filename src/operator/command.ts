/** `helm install`, `upgrade` or `template` lines, read as Helm reads their values. */
import type { Position } from "../documents/finding.js";
import { MigError, type Path } from "../error.js";
import { quote } from "../model/quote.js";
import { parseJson } from "./json-value.js";
import { readSet, type SetMode } from "./strvals.js";
import { merge, type Tree } from "./tree.js";
import type { OperatorFinding } from "./types.js";
import { commandsOf, placesIn, type Word } from "./words.js";

export interface HelmCommand {
  readonly values: Tree;
  /** null: not said, which means the newest chart. */
  readonly version: string | null;
  /** What is wrong with the line itself. */
  readonly findings: readonly OperatorFinding[];
  /** Where a key is set, or the first key in it; null: the line does not set it, or only within a JSON document. */
  positionOf(path: Path): Position | null;
}

/** Flags that make values, in the order in which Helm applies them (helm pkg/cli/values/options.go). */
const SETS = ["--set-json", "--set", "--set-string", "--set-literal"] as const;
const MODES: Readonly<Record<(typeof SETS)[number], SetMode>> = {
  "--set-json": "json",
  "--set": "typed",
  "--set-string": "string",
  "--set-literal": "literal",
};
/** The other flags of which the argument counts, by every spelling. */
const OTHERS: Readonly<Record<string, string>> = {
  "-f": "--values",
  "--values": "--values",
  "--set-file": "--set-file",
  "-n": "--namespace",
  "--namespace": "--namespace",
  "--version": "--version",
};

/** Where the operator is installed by its guides. */
const NAMESPACE = "gpu-operator";

/** The helm commands of a text that make values, or the text itself where it is nothing but their flags. */
export function helmCommands(text: string): readonly HelmCommand[] {
  const placeOf = placesIn(text);
  return commandsOf(text).flatMap((words) => {
    const first = words.findIndex((word) => word.text === "helm" || word.text.endsWith("/helm"));
    const verbs = words.slice(first + 1).map((word) => word.text);
    const isHelm = first >= 0 && verbs.some((verb) => ["install", "upgrade", "template"].includes(verb));
    if (!isHelm && words[0]?.text.startsWith("--set") !== true) return [];
    return [new Reading(placeOf, flagsOf(words.slice(first + 1)))];
  });
}

interface Flag {
  readonly name: string;
  readonly word: Word;
  /** The argument begins here in the word; null: the line ends before it. */
  readonly from: number | null;
}

function flagsOf(words: readonly Word[]): readonly Flag[] {
  const flags: Flag[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === undefined) break;
    const [, spelt = "", joined = ""] = /^(--[a-z-]+|-[a-z])(=?)/.exec(word.text) ?? [];
    const name = SETS.find((each) => each === spelt) ?? OTHERS[spelt];
    if (name === undefined) continue;
    const from = spelt.length + joined.length;
    const next = words[i + 1];
    if (word.text.length > spelt.length) flags.push({ name, word, from });
    else if (next === undefined) flags.push({ name, word, from: null });
    else {
      flags.push({ name, word: next, from: 0 });
      i++;
    }
  }
  return flags;
}

class Reading implements HelmCommand {
  readonly values: Tree = new Map();
  readonly version: string | null;
  readonly findings: readonly OperatorFinding[];
  readonly #placeOf: (offset: number) => Position;
  readonly #places = new Map<string, number>();

  constructor(placeOf: (offset: number) => Position, flags: readonly Flag[]) {
    this.#placeOf = placeOf;
    const findings = flags.flatMap((flag) => this.#about(flag));
    for (const name of SETS) for (const flag of flags) if (flag.name === name) findings.push(...this.#set(flag, MODES[name]));
    this.findings = findings;
    const version = flags.findLast(({ name, from }) => name === "--version" && from !== null);
    this.version = version?.word.text.slice(version.from ?? 0) ?? null;
  }

  positionOf(path: Path): Position | null {
    const place = this.#places.get(JSON.stringify(path));
    return place === undefined ? null : this.#placeOf(place);
  }

  #set({ name, word, from }: Flag, mode: SetMode): readonly OperatorFinding[] {
    if (from === null) return [];
    const line = word.text.slice(from);
    try {
      if (mode === "json" && line.trim().startsWith("{")) {
        const over = parseJson(line);
        if (over instanceof Map) merge(this.values, over);
      } else readSet(line, mode, this.values, (path, offset) => this.#place(path, word.offsets[from + offset] ?? word.offset));
      return [];
    } catch (error) {
      if (!(error instanceof MigError)) throw error;
      return [this.#finding("error", "SET_SYNTAX", `failed parsing ${name} data: ${error.message}`, word.offset)];
    }
  }

  /** Remembers a key and everything it lies in. Of a key that is set twice the last place counts, since its value does. */
  #place(path: Path, offset: number): void {
    for (let length = 1; length <= path.length; length++) {
      const key = JSON.stringify(path.slice(0, length));
      if (length === path.length || !this.#places.has(key)) this.#places.set(key, offset);
    }
  }

  /** What is wrong with a flag whatever its values are. */
  #about({ name, word, from }: Flag): readonly OperatorFinding[] {
    if (from === null) return [this.#finding("error", "SET_SYNTAX", `flag needs an argument: ${name}`, word.offset)];
    const argument = word.text.slice(from);
    if (name === "--values" || name === "--set-file")
      return [
        this.#finding("note", "NOT_READ", `${quote(argument)} is not looked into; check what it holds by itself`, word.offset),
      ];
    if (name !== "--namespace" || !misspelt(argument, NAMESPACE)) return [];
    const message = `the namespace ${quote(argument)} is nearly ${NAMESPACE}`;
    return [{ ...this.#finding("warning", "NAMESPACE", message, word.offset), hint: `-n ${NAMESPACE}` }];
  }

  #finding(
    severity: OperatorFinding["severity"],
    code: OperatorFinding["code"],
    message: string,
    offset: number,
  ): OperatorFinding {
    return { severity, code, message, path: [], position: this.#placeOf(offset) };
  }
}

/** A letter or two too few or too many, or letters in another order. */
function misspelt(text: string, name: string): boolean {
  if (text === name || Math.abs(text.length - name.length) > 2) return false;
  const sorted = (each: string) => [...each].sort().join("");
  return within(text, name) || within(name, text) || sorted(text) === sorted(name);
}

/** Whether the letters of one stand in the other, in their order. */
function within(short: string, long: string): boolean {
  let at = 0;
  for (const letter of long) if (letter === short[at]) at++;
  return at === short.length;
}
