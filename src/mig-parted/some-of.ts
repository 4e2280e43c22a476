/** More names than this are counted. */
export const NAMED = 8;

/** Names in a sentence: "A30-24GB, H200 and 3 more". */
export function someOf(names: Iterable<string>): string {
  const all = [...names];
  return all.length > NAMED ? `${all.slice(0, NAMED).join(", ")} and ${all.length - NAMED} more` : all.join(", ");
}
