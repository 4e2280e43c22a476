import { type Unreadable, unreadable } from "./control.js";

/** A place in a text: offset, line and column from 0, in UTF-16 units. */
export interface Mark {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

const BYTE_ORDER_MARK = 0xfeff;
const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;

/** The text ends in NUL characters, which stand nowhere else in it. */
export const isEnd = (code: number): boolean => code === 0;
export const isBlank = (code: number): boolean => code === SPACE || code === TAB;
/** YAML 1.1 breaks lines at NEL, LS and PS too. */
export const isBreak = (code: number): boolean =>
  code === LINE_FEED || code === CARRIAGE_RETURN || code === 0x85 || code === 0x2028 || code === 0x2029;
export const isBreakOrEnd = (code: number): boolean => isBreak(code) || isEnd(code);
export const isBlankOrEnd = (code: number): boolean => isBlank(code) || isBreakOrEnd(code);

/** A text, and how far it is read. */
export class Cursor {
  readonly #text: string;
  readonly #unreadable: Unreadable | null;
  readonly #limit: number;
  #offset: number;
  #line = 0;
  #column = 0;

  constructor(text: string) {
    // As many as are ever looked ahead, so that no one need ask where the text ends.
    this.#text = `${text}\0\0\0\0`;
    this.#unreadable = unreadable(text);
    this.#limit = this.#unreadable?.from ?? this.#text.length;
    this.#offset = text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
  }

  get mark(): Mark {
    return { offset: this.#offset, line: this.#line, column: this.#column };
  }
  get offset(): number {
    return this.#offset;
  }
  get line(): number {
    return this.#line;
  }
  get column(): number {
    return this.#column;
  }

  /** The character `ahead` of the cursor. */
  char(ahead = 0): string {
    return this.#text.charAt(this.#offset + ahead);
  }
  /** @throws YamlFault where go-yaml cannot read on */
  code(ahead = 0): number {
    if (this.#offset + ahead >= this.#limit && this.#unreadable !== null) throw this.#unreadable.fault;
    return this.#text.charCodeAt(this.#offset + ahead);
  }
  startsWith(text: string): boolean {
    return this.#text.startsWith(text, this.#offset);
  }

  /** Reads characters that break no line. */
  take(count: number): string {
    const from = this.#offset;
    this.#offset += count;
    this.#column += count;
    return this.#text.slice(from, this.#offset);
  }
  takeWhile(test: (code: number) => boolean): string {
    let count = 0;
    while (test(this.code(count))) count++;
    return this.take(count);
  }
  skipComment(): void {
    if (this.char() === "#") this.takeWhile((code) => !isBreakOrEnd(code));
  }

  /** Reads a line break, as it counts in scalars; nothing where none is. */
  takeBreak(): string {
    const code = this.code();
    if (!isBreak(code)) return "";
    this.#offset += code === CARRIAGE_RETURN && this.code(1) === LINE_FEED ? 2 : 1;
    this.endLine();
    return code === 0x2028 || code === 0x2029 ? String.fromCharCode(code) : "\n";
  }
  /** The end of the text counts as the end of a line. */
  endLine(): void {
    this.#column = 0;
    this.#line++;
  }

  /** Three dashes or dots that stand alone at the beginning of a line. */
  isDocumentIndicator(dots: "---" | "..."): boolean {
    return this.#column === 0 && this.startsWith(dots) && isBlankOrEnd(this.code(3));
  }
}
