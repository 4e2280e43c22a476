/**
 * Names and values as the API server judges them, in its own words (k8s.io/apimachinery 1.36
 * pkg/api/validate/content): empty lists say that a text is valid. Lengths are bytes of UTF-8.
 */

const LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const KEY = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const VALUE = `(${KEY})?`;

const NO_LABEL =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
const NO_SUBDOMAIN =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
const NO_KEY = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const NO_VALUE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

const LONGEST_LABEL = 63;
const LONGEST_SUBDOMAIN = 253;

/** What keeps a text from being a label value. */
export function labelValueFaults(value: string): readonly string[] {
  return [
    ...tooLong(value, LONGEST_LABEL),
    ...(matches(VALUE, value) ? [] : [mismatch(NO_VALUE, VALUE, "MyValue", "my_value", "12345")]),
  ];
}

/** What keeps a text from being a label key or the name of an extended resource: "prefix/name", the prefix optional. */
export function qualifiedNameFaults(value: string): readonly string[] {
  const parts = value.split("/", 3);
  const wrong = mismatch(NO_KEY, KEY, "MyName", "my.name", "123-abc");
  if (parts.length > 2)
    return [`a valid label key ${wrong} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  const name = parts.at(-1) ?? "";
  const prefix = parts.length === 2 ? parts[0] : undefined;
  const inPrefix = prefix === undefined ? [] : prefix === "" ? ["must be non-empty"] : dnsSubdomainFaults(prefix);
  const inName = [
    ...(name === "" ? ["must be non-empty"] : tooLong(name, LONGEST_LABEL)),
    ...(matches(KEY, name) ? [] : [wrong]),
  ];
  return [...inPrefix.map((fault) => `prefix part ${fault}`), ...inName.map((fault) => `name part ${fault}`)];
}

/** What keeps a text from being a DNS label, such as the name of a container or a namespace. */
export function dnsLabelFaults(value: string): readonly string[] {
  const long = tooLong(value, LONGEST_LABEL);
  if (matches(LABEL, value)) return long;
  // Of a subdomain only the dots can be wrong.
  return [...long, matches(SUBDOMAIN, value) ? "must not contain dots" : mismatch(NO_LABEL, LABEL, "my-name", "123-abc")];
}

/** What keeps a text from being a DNS subdomain, such as the name of a pod or a node. */
export function dnsSubdomainFaults(value: string): readonly string[] {
  return [
    ...tooLong(value, LONGEST_SUBDOMAIN),
    ...(matches(SUBDOMAIN, value) ? [] : [mismatch(NO_SUBDOMAIN, SUBDOMAIN, "example.com")]),
  ];
}

/** Longer texts are judged by their beginning, so that a hostile one costs nothing; they are too long in any case. */
const JUDGED = 1024;

const compiled = new Map<string, RegExp>();

function matches(pattern: string, value: string): boolean {
  const known = compiled.get(pattern) ?? new RegExp(`^(?:${pattern})$`);
  compiled.set(pattern, known);
  return known.test(value.slice(0, JUDGED));
}

function tooLong(value: string, most: number): readonly string[] {
  const bytes = value.length > JUDGED ? value.length : new TextEncoder().encode(value).length;
  return bytes > most ? [`must be no more than ${most} bytes`] : [];
}

function mismatch(message: string, pattern: string, ...examples: readonly string[]): string {
  const such = examples.map((example) => `'${example}', `).join(" or ");
  return `${message} (e.g. ${such}regex used for validation is '${pattern}')`;
}
