/** As many 32-bit hashes as make a UUID. */
const LANES = [0x811c9dc5, 0x9e3779b9, 0x85ebca6b, 0xc2b2ae35];

/**
 * The UUID that always stands for a text, in the form of version 5, which is what drivers from
 * R470 print (R46). The bits are not SHA-1's: nothing but this double has to make them.
 */
export function uuidOf(text: string): string {
  const hex = LANES.map((lane) => hash(text, lane).toString(16).padStart(8, "0")).join("");
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return [hex.slice(0, 8), hex.slice(8, 12), `5${hex.slice(13, 16)}`, variant + hex.slice(17, 20), hex.slice(20)].join("-");
}

/** FNV-1a from any beginning, its bits mixed at the end (the last step of MurmurHash3). */
function hash(text: string, beginning: number): number {
  let h = beginning;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
