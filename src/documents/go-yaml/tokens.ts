import type { Mark } from "./cursor.js";

export type TokenType =
  | "stream-end"
  | "version-directive"
  | "tag-directive"
  | "document-start"
  | "document-end"
  | "block-sequence-start"
  | "block-mapping-start"
  | "block-end"
  | "flow-sequence-start"
  | "flow-sequence-end"
  | "flow-mapping-start"
  | "flow-mapping-end"
  | "block-entry"
  | "flow-entry"
  | "key"
  | "value"
  | "alias"
  | "anchor"
  | "tag"
  | "scalar";

export interface Token {
  readonly type: TokenType;
  readonly start: Mark;
  readonly end: Mark;
  /** Of a scalar; name of an anchor or alias, handle of a tag, number of a version. */
  readonly value: string;
  /** Of a tag: what stands behind the handle, or what the handle means. */
  readonly suffix: string;
  /** Of a scalar: neither in quotes nor a block. */
  readonly plain: boolean;
  /** Of a block scalar: its first line from 0, and how far it is indented. */
  readonly block: { readonly line: number; readonly indent: number } | null;
}

export type TokenDetails = Partial<Pick<Token, "value" | "suffix" | "plain" | "block">>;

export function token(type: TokenType, start: Mark, end: Mark, details: TokenDetails = {}): Token {
  return { type, start, end, value: "", suffix: "", plain: false, block: null, ...details };
}
