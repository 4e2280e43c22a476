/** Values as Go's fmt and strconv print them, for messages and for keys of maps. */

/** Above this exponent, and below -4, strconv writes the shortest form of a number with one. */
const LARGEST_EXPONENT = 5;

/** strconv.FormatFloat(value, 'g', -1, 64), or 32 of a single-precision number. */
export function goFloat(value: number, single = false): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  const [mantissa = "", exponent = ""] = shortest(value, single).split("e");
  const power = Number(exponent);
  const sign = Object.is(value, -0) ? "-" : "";
  if (power < -4 || power > LARGEST_EXPONENT) {
    return `${sign}${mantissa}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
  }
  return sign + plain(mantissa, power);
}

/** The fewest digits that mean the number, as "1.5e+3". */
function shortest(value: number, single: boolean): string {
  if (!single) return value.toExponential();
  for (let digits = 0; digits < 8; digits++) {
    const text = value.toExponential(digits);
    if (Math.fround(Number(text)) === value) return text;
  }
  return value.toExponential(8);
}

function plain(mantissa: string, power: number): string {
  const sign = mantissa.startsWith("-") ? "-" : "";
  const digits = mantissa.replace(/[-.]/g, "");
  if (power < 0) return `${sign}0.${"0".repeat(-power - 1)}${digits}`;
  const whole = digits.slice(0, power + 1).padEnd(power + 1, "0");
  const rest = digits.slice(power + 1);
  return sign + whole + (rest === "" ? "" : `.${rest}`);
}

/** Plain data as "%#v" shows what go-yaml makes of it. */
export function goSyntax(value: unknown, outermost = true): string {
  if (value === null) return outermost ? "<nil>" : "interface {}(nil)";
  if (typeof value === "string") return goQuote(value);
  if (typeof value === "number") return Number.isSafeInteger(value) && !Object.is(value, -0) ? String(value) : goFloat(value);
  if (typeof value === "bigint") return value < 2n ** 63n ? String(value) : `0x${value.toString(16)}`;
  if (Array.isArray(value)) return `[]interface {}{${value.map((item) => goSyntax(item, false)).join(", ")}}`;
  if (typeof value !== "object") return String(value);
  const pairs = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[interface {}]interface {}{${pairs.map(([key, each]) => `${goQuote(key)}:${goSyntax(each, false)}`).join(", ")}}`;
}

const SHORT: Readonly<Record<string, string>> = {
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  '"': '\\"',
  "\\": "\\\\",
};

/** strconv.Quote. */
export function goQuote(text: string): string {
  return `"${text.replace(/["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, (char) => SHORT[char] ?? goEscape(char))}"`;
}

function goEscape(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  const digits = code.toString(16);
  if (code < 0x80) return `\\x${digits.padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${digits.padStart(4, "0")}` : `\\U${digits.padStart(8, "0")}`;
}
