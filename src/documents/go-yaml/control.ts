import { YamlFault } from "./fault.js";

/** All that YAML does not allow. */
const CONTROL = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
/** Bytes that go-yaml's reader takes at once (input_raw_buffer_size). */
const CHUNK = 512;

export interface Unreadable {
  /** Nothing from this offset on is ever seen. */
  readonly from: number;
  readonly fault: YamlFault;
}

/**
 * Where a character stands that YAML does not allow. go-yaml refuses it as soon as it reads the
 * chunk, but not at all where the first document ends before; null: there is none.
 */
export function unreadable(text: string): Unreadable | null {
  const control = CONTROL.exec(text);
  if (control === null) return null;
  let from = 0;
  let bytes = 0;
  for (let i = 0; i < control.index; i++) {
    const width = widthAt(text, i);
    // A character that is cut by the end of a chunk begins the next one.
    if (bytes + width > CHUNK) {
      from = i;
      bytes = 0;
    }
    bytes += width;
    if (width === 4) i++;
  }
  if (bytes + widthAt(text, control.index) > CHUNK) from = control.index;
  const lines = text.slice(0, control.index).split(/\r\n|[\n\r\x85\u2028\u2029]/);
  const mark = { offset: control.index, line: lines.length - 1, column: lines.at(-1)?.length ?? 0 };
  return { from, fault: new YamlFault("control characters are not allowed", mark) };
}

/** Bytes of the character in UTF-8. */
function widthAt(text: string, offset: number): number {
  const code = text.codePointAt(offset) ?? 0;
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}
