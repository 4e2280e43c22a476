/** Helm's `--set` grammar: helm pkg/strvals/{parser,literal_parser}.go, rule by rule, its oddities included. */
import type { Path } from "../error.js";
import { jsonEnd, parseJson } from "./json-value.js";
import { asList, asMap, failed, type Tree, type Value } from "./tree.js";

/** typed: `--set`. string: `--set-string`. literal: `--set-literal`. json: `--set-json`. */
export type SetMode = "typed" | "string" | "literal" | "json";

/** Told of every key that is set, with the offset of its assignment in the line. */
export type OnKey = (path: Path, offset: number) => void;

const MAX_INDEX = 65_536;
/** Dots of one key. */
export const MAX_LEVELS = 30;
/** Helm has no such limits: a line could make gigabytes. */
const MAX_ITEMS = 200_000;
const MAX_PATH = 500;

/** Go's ParseInt, but a leading 0 makes it text, so that 0644 stays what it is. */
export const WHOLE = /^(?:0|[1-9]\d*|[+-]\d+)$/;

/** The whole text is read: thrown, as Helm's parser ends with io.EOF. */
class AtEnd extends Error {}

/**
 * Reads a line of assignments into `tree`, over what is there.
 *
 * @throws MigError INVALID_INPUT with Helm's own message; what stood before the fault is in the tree
 */
export function readSet(line: string, mode: SetMode, tree: Tree, onKey: OnKey): void {
  const reader = new SetReader(line, mode, onKey);
  try {
    reader.all(tree);
  } catch (error) {
    if (!(error instanceof AtEnd)) throw error;
  }
}

class SetReader {
  readonly #text: string;
  readonly #mode: SetMode;
  readonly #onKey: OnKey;
  #at = 0;
  #assignment = 0;
  #items = 0;

  constructor(text: string, mode: SetMode, onKey: OnKey) {
    this.#text = text;
    this.#mode = mode;
    this.#onKey = onKey;
  }

  /** @throws AtEnd, which is success */
  all(tree: Tree): void {
    while (true) {
      this.#assignment = this.#at;
      this.#key(tree, [], 0);
    }
  }

  #key(tree: Tree, path: Path, levels: number): void {
    const { text, stop } = this.#until(this.#mode === "literal" ? "=[." : "=[,.");
    const put = (value: Value) => void (text !== "" && tree.set(text, value)); // Helm sets no key without a name
    const here = [...path, text];
    if (stop === "=") {
      const nothing = this.#ended && (this.#mode === "typed" || this.#mode === "string");
      this.#onKey(here, this.#assignment);
      put(this.#value());
      // So a[0].b= leaves the list empty, and a.b= is the empty text.
      if (nothing) throw new AtEnd();
    } else if (stop === "[") this.#keyIndex(tree, text, here, levels, put);
    else if (stop === ".") this.#keyIn(tree, text, here, levels + 1, put);
    else if (stop === "" && text === "") throw new AtEnd();
    else throw failed(`key ${JSON.stringify(text)} has no value${stop === "," ? " (cannot end with ,)" : ""}`);
  }

  #keyIn(tree: Tree, name: string, path: Path, levels: number, put: (value: Value) => void): void {
    if (levels > MAX_LEVELS)
      throw failed(`value name nested level is greater than maximum supported nested level of ${MAX_LEVELS}`);
    const inner = tree.has(name) ? asMap(tree.get(name)) : new Map<string, Value>();
    andAtEnd(
      () => this.#key(inner, path, levels),
      () => void (inner.size > 0 && put(inner)),
    );
    if (inner.size === 0) throw failed(`key map ${JSON.stringify(name)} has no value`);
  }

  #keyIndex(tree: Tree, name: string, path: Path, levels: number, put: (value: Value) => void): void {
    const index = this.#index();
    const list = tree.has(name) ? asList(tree.get(name)) : [];
    andAtEnd(
      () => this.#item(list, index, [...path, index], levels),
      () => put(list),
    );
  }

  #index(): number {
    const { text, stop } = this.#until("]");
    if (stop === "") throw new AtEnd();
    if (!/^[+-]?\d+$/.test(text))
      throw failed(`error parsing index: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
    return Number(text);
  }

  /** What follows a "]". */
  #item(list: Value[], index: number, path: Path, levels: number): void {
    if (index < 0) throw failed(`negative ${index} index not allowed`);
    if (path.length > MAX_PATH) throw failed(`keys of more than ${MAX_PATH} parts are not read`);
    const { text, stop } = this.#until("[.=");
    if (text !== "") throw failed(`unexpected data at end of array index: ${JSON.stringify(text.slice(0, 48))}`);
    if (stop === "") throw new AtEnd();
    const there = list[index];
    if (stop === "=") {
      this.#onKey(path, this.#assignment);
      this.#put(list, index, this.#value());
    } else if (stop === "[") {
      const next = this.#index();
      const inner = there === undefined || there === null ? [] : asList(there);
      this.#item(inner, next, [...path, next], levels);
      this.#put(list, index, inner);
    } else {
      const inner = there instanceof Map ? there : new Map<string, Value>();
      if (index < list.length) list[index] = inner;
      this.#key(inner, path, levels);
      this.#put(list, index, inner);
    }
  }

  #put(list: Value[], index: number, value: Value): void {
    if (index > MAX_INDEX) throw failed(`index of ${index} is greater than maximum supported index of ${MAX_INDEX}`);
    this.#items += Math.max(0, index + 1 - list.length);
    if (this.#items > MAX_ITEMS) throw failed(`lists of more than ${MAX_ITEMS} items in all are not read`);
    while (list.length <= index) list.push(null);
    list[index] = value;
  }

  get #ended(): boolean {
    return this.#at >= this.#text.length;
  }

  /** What stands behind a "=", up to the end of the assignment. */
  #value(): Value {
    if (this.#mode === "json") return this.#json();
    if (this.#mode === "literal") return this.#rest();
    if (this.#text[this.#at] !== "{") return this.#typed(this.#until(",").text);
    this.#at++;
    const list: Value[] = [];
    while (true) {
      const { text, stop } = this.#until(",}");
      if (stop === "") throw failed("list must terminate with '}'");
      list.push(this.#typed(text));
      if (stop === ",") continue;
      if (this.#text[this.#at] === ",") this.#at++;
      return list;
    }
  }

  #rest(): string {
    const rest = this.#text.slice(this.#at);
    this.#at = this.#text.length;
    return rest;
  }

  /** One JSON value up to a comma; nothing at all is null. Helm also reads on behind a value without one, which nobody writes. */
  #json(): Value {
    const end = jsonEnd(this.#text, this.#at);
    const text = this.#text.slice(this.#at, end).trim();
    this.#at = end + 1;
    return text === "" ? null : parseJson(text);
  }

  /** The text up to one of `stops`, which is passed over; a backslash takes what follows as it is. */
  #until(stops: string): { readonly text: string; readonly stop: string } {
    let text = "";
    while (!this.#ended) {
      const character = this.#text[this.#at++] ?? "";
      if (stops.includes(character)) return { text, stop: character };
      if (character !== "\\" || this.#mode === "literal") text += character;
      else if (!this.#ended) text += this.#text[this.#at++] ?? "";
    }
    return { text, stop: "" };
  }

  /** true, false and null in any case, and whole numbers; all else is text. */
  #typed(text: string): Value {
    if (this.#mode === "string") return text;
    const lower = text.toLowerCase();
    if (lower === "true" || lower === "false") return lower === "true";
    if (lower === "null") return null;
    const whole = WHOLE.test(text) ? Number(text) : Number.NaN;
    return Number.isSafeInteger(whole) ? whole + 0 : text; // -0 is 0
  }
}

/** Runs `last` also where the text is at its end, which is no failure. */
function andAtEnd(body: () => void, last: () => void): void {
  try {
    body();
  } catch (error) {
    if (error instanceof AtEnd) last();
    throw error;
  }
  last();
}
