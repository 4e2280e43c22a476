import { parserFault } from "./fault.js";
import type { Token } from "./tokens.js";

const DEFAULTS: ReadonlyMap<string, string> = new Map([
  ["!", "!"],
  ["!!", "tag:yaml.org,2002:"],
]);

/** What the directives of one document say of its tags. */
export class Tags {
  readonly #prefixes = new Map<string, string>();
  #version = false;

  /** Takes a directive; false: the token is none. @throws YamlFault */
  read(token: Token): boolean {
    if (token.type === "tag-directive") this.#readTag(token);
    else if (token.type === "version-directive") this.#readVersion(token);
    else return false;
    return true;
  }

  #readVersion(token: Token): void {
    if (this.#version) throw parserFault("found duplicate %YAML directive", token.start);
    if (token.value !== "1.1") throw parserFault("found incompatible YAML document", token.start);
    this.#version = true;
  }

  #readTag(token: Token): void {
    if (this.#prefixes.has(token.value)) throw parserFault("found duplicate %TAG directive", token.start);
    this.#prefixes.set(token.value, token.suffix);
  }

  /** A tag in full. @throws YamlFault */
  full(token: Token): string {
    if (token.value === "") return token.suffix;
    const prefix = this.#prefixes.get(token.value) ?? DEFAULTS.get(token.value);
    if (prefix === undefined) throw parserFault("found undefined tag handle", token.start);
    return prefix + token.suffix;
  }
}
