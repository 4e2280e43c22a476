/** Single tokens that the `yaml` package takes and go-yaml v2 refuses. */
import type { CST } from "yaml";
import { YamlFault } from "./fault.js";
import { type Source, scannerFault } from "./words.js";

type Piece = Pick<CST.SourceToken, "source" | "offset">;

/** go-yaml knows two directives, and of YAML one version. @throws YamlFault */
export function refuseDirective({ source, offset }: CST.Directive): void {
  if (/^%(?:YAML[ \t]+1\.1|TAG[ \t]+![\w-]*!?[ \t]+\S+)[ \t]*(?:#.*)?$/.test(source)) return;
  const version = /^%YAML[ \t]+\d\d?\.\d\d?$/.test(source);
  const words = version && offset === 0 ? undefined : null;
  throw new YamlFault(version ? "found incompatible YAML document" : "found an unknown directive", offset, words);
}

/** Anchors and aliases have names of letters, digits, "_" and "-". */
export function nameFault({ source, offset }: Piece, text: Source): YamlFault | null {
  if (/^.[\w-]+$/.test(source)) return null;
  return scannerFault("did not find expected alphabetic or numeric character", offset, text);
}

const TAG = /^!(?:<[\w\-;/?:@&=+$,.!~*'()[\]%]+>|[\w-]*!?[\w\-;/?:@&=+$,.~*'()[\]%]*)$/;

/** Tags are made of the characters of URIs. */
export function tagFault({ source, offset }: Piece): YamlFault | null {
  return TAG.test(source) ? null : new YamlFault("found an invalid tag", offset, null);
}

/** Within brackets "?" ends a plain scalar, and ":" does not begin one. */
export function bracketedFault({ source, offset }: Piece): YamlFault | null {
  const at = source.search(/^:|\?/);
  return at < 0 ? null : new YamlFault(`'${source[at]}' within brackets must stand in quotes`, offset + at, null);
}

/** YAML 1.1 breaks lines at U+2028 and U+2029 too; in quotes they may stay what they are. */
export function breakFault({ source, offset }: Piece): YamlFault | null {
  const at = source.search(/[\u2028\u2029]/);
  return at < 0 ? null : new YamlFault("U+2028 and U+2029 must stand in quotes", offset + at, null);
}

/** Half a character cannot be written, not even followed by the other half. */
export function escapeFault({ source, offset }: Piece, text: Source): YamlFault | null {
  const before = /(?<!\\)(?:\\\\)*(?=\\u[dD][89a-fA-F])/.exec(source);
  if (before === null) return null;
  return scannerFault("found invalid Unicode character escape code", offset + before.index + before[0].length, text);
}
