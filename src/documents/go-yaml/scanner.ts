/**
 * YAML 1.1 into tokens as libyaml does (scannerc.go of go-yaml v2), which takes and refuses other
 * texts than the specification says: where keys may stand, how tabs and "?" count in it.
 */
import { scanBlockScalar } from "./block-scalar.js";
import { Cursor, isBlank, isBlankOrEnd, isBreak, isEnd, type Mark } from "./cursor.js";
import { scannerFault } from "./fault.js";
import { scanPlain, scanQuoted } from "./scalars.js";
import { SimpleKeys } from "./simple-keys.js";
import { TokenQueue } from "./token-queue.js";
import { type Token, type TokenDetails, type TokenType, token } from "./tokens.js";
import { scanAnchor, scanDirective, scanTag } from "./words.js";

const BYTE_ORDER_MARK = "\ufeff";
/** With these no plain scalar begins. */
const INDICATORS = "-?:,[]{}#&*!|>'\"%@`";

const FLOW: Readonly<Partial<Record<string, TokenType>>> = {
  "[": "flow-sequence-start",
  "{": "flow-mapping-start",
  "]": "flow-sequence-end",
  "}": "flow-mapping-end",
};

export class Scanner {
  readonly #cursor: Cursor;
  readonly #counted: (type: TokenType) => void;
  readonly #keys = new SimpleKeys();
  readonly #queue = new TokenQueue();
  #flowLevel = 0;
  /** Of the block that stands open; -1: none does. */
  #indent = -1;
  readonly #indents: number[] = [];
  #keyAllowed = true;

  /** @param counted is told of each token that stands in the text itself */
  constructor(text: string, counted: (type: TokenType) => void) {
    this.#cursor = new Cursor(text);
    this.#counted = counted;
  }

  /** The next token; only as much of the text is looked at as it needs. */
  peek(): Token {
    for (;;) {
      const next = this.#queue.peek();
      // It may yet turn out to be a key, and others to belong before it.
      if (next !== undefined && !this.#keys.awaits(this.#queue.head, this.#cursor.mark)) return next;
      this.#fetch();
    }
  }

  skip(): void {
    this.#queue.skip();
  }

  #fetch(): void {
    const cursor = this.#cursor;
    this.#toNextToken();
    this.#unroll(cursor.column);
    // As far as go-yaml reads ahead whatever comes; past the end of the text stands nothing.
    if (!isEnd(cursor.code())) cursor.code(3);
    if (isEnd(cursor.code())) this.#streamEnd();
    else if (cursor.column === 0 && cursor.char() === "%") this.#directive();
    else if (cursor.isDocumentIndicator("---")) this.#documentIndicator("document-start");
    else if (cursor.isDocumentIndicator("...")) this.#documentIndicator("document-end");
    else this.#content(cursor.char());
  }

  #content(char: string): void {
    const flow = this.#flowLevel > 0;
    const apart = isBlankOrEnd(this.#cursor.code(1));
    const bracket = FLOW[char];
    if (bracket !== undefined) this.#bracket(bracket);
    else if (char === ",") this.#flowEntry();
    else if (char === "-" && apart) this.#blockEntry();
    else if (char === "?" && (flow || apart)) this.#key();
    else if (char === ":" && (flow || apart)) this.#value();
    else if (char === "*" || char === "&") this.#anchor(char === "*" ? "alias" : "anchor");
    else if (char === "!") this.#tag();
    else if (!flow && (char === "|" || char === ">")) this.#blockScalar();
    else if (char === "'" || char === '"') this.#quoted();
    else if (this.#beginsPlain(char)) this.#plain();
    else throw scannerFault("found character that cannot start any token", this.#cursor.mark);
  }

  #beginsPlain(char: string): boolean {
    if (isBlank(this.#cursor.code())) return false;
    if (!INDICATORS.includes(char)) return true;
    if (char === "-") return !isBlank(this.#cursor.code(1));
    return this.#flowLevel === 0 && (char === "?" || char === ":") && !isBlankOrEnd(this.#cursor.code(1));
  }

  #toNextToken(): void {
    const cursor = this.#cursor;
    // A second byte order mark; later ones are characters as any.
    if (cursor.offset === 1 && cursor.column === 0 && cursor.char() === BYTE_ORDER_MARK) cursor.take(1);
    for (;;) {
      const tabs = this.#flowLevel > 0 || !this.#keyAllowed;
      cursor.takeWhile((code) => code === 0x20 || (tabs && isBlank(code)));
      cursor.skipComment();
      if (!isBreak(cursor.code())) return;
      cursor.takeBreak();
      if (this.#flowLevel === 0) this.#keyAllowed = true;
    }
  }

  #put(type: TokenType, start: Mark, details?: TokenDetails): void {
    this.#queue.push(token(type, start, this.#cursor.mark, details));
    this.#counted(type);
  }

  /** Opens a block where the column is deeper than the one that stands open. */
  #roll(type: "block-sequence-start" | "block-mapping-start", mark: Mark, number?: number): void {
    if (this.#flowLevel > 0 || this.#indent >= mark.column) return;
    this.#indents.push(this.#indent);
    this.#indent = mark.column;
    this.#queue.imply(type, mark, number);
  }

  /** Closes all blocks that are deeper than the column. */
  #unroll(column: number): void {
    if (this.#flowLevel > 0) return;
    while (this.#indent > column) {
      this.#queue.imply("block-end", this.#cursor.mark);
      this.#indent = this.#indents.pop() ?? -1;
    }
  }

  #saveKey(): void {
    if (!this.#keyAllowed) return;
    const { mark } = this.#cursor;
    this.#keys.drop(mark);
    this.#keys.save({ mark, number: this.#queue.next, required: this.#flowLevel === 0 && this.#indent === mark.column });
  }

  #streamEnd(): void {
    if (this.#cursor.column !== 0) this.#cursor.endLine();
    this.#put("stream-end", this.#endBlocks());
  }

  #endBlocks(): Mark {
    this.#unroll(-1);
    this.#keys.drop(this.#cursor.mark);
    this.#keyAllowed = false;
    return this.#cursor.mark;
  }

  #directive(): void {
    const start = this.#endBlocks();
    const { type, ...details } = scanDirective(this.#cursor);
    this.#put(type, start, details);
  }

  #documentIndicator(type: "document-start" | "document-end"): void {
    const start = this.#endBlocks();
    this.#cursor.take(3);
    this.#put(type, start);
  }

  #bracket(type: TokenType): void {
    const opens = type.endsWith("start");
    if (opens) {
      this.#saveKey();
      this.#keys.open(this.#queue.next);
      this.#flowLevel++;
    } else {
      this.#keys.drop(this.#cursor.mark);
      if (this.#flowLevel > 0) {
        this.#flowLevel--;
        this.#keys.close();
      }
    }
    this.#keyAllowed = opens;
    this.#indicator(type);
  }

  #indicator(type: TokenType): void {
    const start = this.#cursor.mark;
    this.#cursor.take(1);
    this.#put(type, start);
  }

  #flowEntry(): void {
    this.#keys.drop(this.#cursor.mark);
    this.#keyAllowed = true;
    this.#indicator("flow-entry");
  }

  #blockEntry(): void {
    this.#openBlock("block-sequence-start", "block sequence entries are not allowed in this context");
    this.#keys.drop(this.#cursor.mark);
    this.#keyAllowed = true;
    this.#indicator("block-entry");
  }

  #openBlock(type: "block-sequence-start" | "block-mapping-start", otherwise: string): void {
    if (this.#flowLevel > 0) return;
    if (!this.#keyAllowed) throw scannerFault(otherwise, this.#cursor.mark);
    this.#roll(type, this.#cursor.mark);
  }

  #key(): void {
    this.#openBlock("block-mapping-start", "mapping keys are not allowed in this context");
    this.#keys.drop(this.#cursor.mark);
    this.#keyAllowed = this.#flowLevel === 0;
    this.#indicator("key");
  }

  #value(): void {
    const key = this.#keys.take(this.#cursor.mark);
    if (key !== null) {
      this.#queue.imply("key", key.mark, key.number);
      this.#roll("block-mapping-start", key.mark, key.number);
      this.#keyAllowed = false;
    } else {
      this.#openBlock("block-mapping-start", "mapping values are not allowed in this context");
      this.#keyAllowed = this.#flowLevel === 0;
    }
    this.#indicator("value");
  }

  /** Where a node begins that may be a key itself. */
  #beginNode(): Mark {
    this.#saveKey();
    this.#keyAllowed = false;
    return this.#cursor.mark;
  }

  #anchor(type: "alias" | "anchor"): void {
    const start = this.#beginNode();
    this.#put(type, start, { value: scanAnchor(this.#cursor) });
  }

  #tag(): void {
    const start = this.#beginNode();
    const { handle, suffix } = scanTag(this.#cursor);
    this.#put("tag", start, { value: handle, suffix });
  }

  #quoted(): void {
    const start = this.#beginNode();
    this.#put("scalar", start, { value: scanQuoted(this.#cursor) });
  }

  #plain(): void {
    const start = this.#beginNode();
    const { value, broken } = scanPlain(this.#cursor, this.#flowLevel > 0, this.#indent);
    this.#put("scalar", start, { value, plain: true });
    if (broken) this.#keyAllowed = true;
  }

  #blockScalar(): void {
    this.#keys.drop(this.#cursor.mark);
    this.#keyAllowed = true;
    const start = this.#cursor.mark;
    const { value, ...block } = scanBlockScalar(this.#cursor, this.#indent);
    this.#put("scalar", start, { value, block });
  }
}
