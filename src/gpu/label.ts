/** "1g.10gb+me" -> "1g.10gb" and "+me": where a name may be broken (R42). */
const ATTRIBUTES = /[+-]/;

/** A name on one line, or broken before its attributes where it is too long, each line shortened to `room` characters. */
export function labelLines(name: string, room: number): readonly string[] {
  const split = name.search(ATTRIBUTES);
  if (name.length <= room || split <= 0) return [shorten(name, room)];
  return [shorten(name.slice(0, split), room), shorten(name.slice(split), room)];
}

/** At most `room` characters. Attributes are kept as long as they can be: they tell profiles of one size apart. */
export function shorten(text: string, room: number): string {
  if (text.length <= room) return text;
  if (room < 1) return "";
  const split = text.search(ATTRIBUTES);
  // What is left for the size; negative where there are no attributes.
  const head = room - 1 - (text.length - split);
  return head >= 2 ? `${cut(text, head)}…${text.slice(split)}` : `${cut(text, room - 1)}…`;
}

/** "1g" rather than "1g.": two signs in a row read as noise. */
function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/\.$/, "");
}

/** Centred in `width`, the odd space to the right. */
export function centre(text: string, width: number, fill = " "): string {
  const left = Math.floor((width - text.length) / 2);
  return text.padStart(text.length + left, fill).padEnd(width, fill);
}
