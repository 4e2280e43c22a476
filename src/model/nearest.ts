/** Longer names are compared by their beginnings: nobody mistypes so much, and a hostile text must cost nothing. */
const COMPARED = 64;

/** Of the candidates those nearest in spelling, nearest first, at most `limit`; none that differ in more than half. */
export function nearest(name: string, candidates: readonly string[], limit = 3): readonly string[] {
  const wanted = name.slice(0, COMPARED).toLowerCase();
  return candidates
    .map((candidate) => ({ candidate, distance: distance(wanted, candidate.slice(0, COMPARED).toLowerCase()) }))
    .filter(({ candidate, distance }) => distance * 2 <= Math.max(wanted.length, candidate.length))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, limit)
    .map(({ candidate }) => candidate);
}

/** Edits that turn one text into the other (Levenshtein), row by row, in place. */
function distance(a: string, b: string): number {
  const row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const letter = a.charCodeAt(i - 1);
    let diagonal = i - 1;
    let left = i;
    row[0] = i;
    for (let j = 1; j <= b.length; j++) {
      const above = row[j] ?? 0;
      left = Math.min(diagonal + (letter === b.charCodeAt(j - 1) ? 0 : 1), above + 1, left + 1);
      row[j] = left;
      diagonal = above;
    }
  }
  return row[b.length] ?? 0;
}
