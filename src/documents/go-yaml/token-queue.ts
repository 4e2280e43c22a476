import type { Mark } from "./cursor.js";
import { type Token, type TokenType, token } from "./tokens.js";

/** Tokens that are found and not yet read; they are numbered through. */
export class TokenQueue {
  #tokens: Token[] = [];
  #head = 0;
  #read = 0;

  /** Of the token that is read next. */
  get head(): number {
    return this.#read;
  }
  /** Of the token that is found next. */
  get next(): number {
    return this.#read + this.#tokens.length - this.#head;
  }

  peek(): Token | undefined {
    return this.#tokens[this.#head];
  }
  skip(): void {
    this.#read++;
    if (++this.#head === this.#tokens.length) {
      this.#tokens = [];
      this.#head = 0;
    }
  }

  push(found: Token): void {
    this.#tokens.push(found);
  }

  /** One that is not in the text, at the place where it belongs: before the token `number`; last where that is read already. */
  imply(type: TokenType, mark: Mark, number = this.next): void {
    const before = number < this.#read ? this.#tokens.length : this.#head + number - this.#read;
    this.#tokens.splice(before, 0, token(type, mark, mark));
  }
}
