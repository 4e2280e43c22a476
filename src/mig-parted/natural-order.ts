const LETTER = /^\p{L}$/u;
const DIGIT = /^\p{Nd}$/u;

/**
 * The order in which the YAML that mig-parted writes has the keys of a mapping (sorter.go of
 * gopkg.in/yaml.v2): numbers inside names by value, so that all-1g.5gb stands before all-1g.10gb,
 * and letters after everything else.
 */
export function naturally(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)];
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const [x = "", y = ""] = [left[i], right[i]];
    if (x === y) continue;
    if (LETTER.test(x) && LETTER.test(y)) return codeOf(x) - codeOf(y);
    if (LETTER.test(x) || LETTER.test(y)) return LETTER.test(y) ? -1 : 1;
    // A zero inside a number is a digit of it; one that begins a number must not be dropped unseen.
    const lead = (x === "0" || y === "0") && insideNumber(left, i) ? 1n : 0n;
    const [m, n] = [numberAt(left, i, lead), numberAt(right, i, lead)];
    if (m.value !== n.value) return m.value < n.value ? -1 : 1;
    return m.end - n.end || codeOf(x) - codeOf(y);
  }
  return left.length - right.length;
}

/** Whether a digit other than 0 stands in the run of digits before `i`. */
function insideNumber(text: readonly string[], i: number): boolean {
  for (let j = i - 1; j >= 0 && DIGIT.test(text[j] ?? ""); j--) if (text[j] !== "0") return true;
  return false;
}

/** The digits from `start` on as a number of 64 bits, which wraps as Go's does. */
function numberAt(text: readonly string[], start: number, lead: bigint): { value: bigint; end: number } {
  let value = lead;
  let end = start;
  for (; DIGIT.test(text[end] ?? ""); end++) value = BigInt.asIntN(64, value * 10n + BigInt(codeOf(text[end] ?? "") - 48));
  return { value, end };
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}
