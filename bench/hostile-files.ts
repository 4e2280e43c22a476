/** Files of at most 1 MiB, a ConfigMap's limit, that are made to be slow or to break what reads them. */
import { CST, Lexer } from "yaml";
import { CostFault } from "../src/documents/go-yaml/fault.js";
import { refuseCostly } from "../src/documents/limits.js";

/** A file, and what it is called in tables and tests. */
export interface HostileFile {
  readonly kind: string;
  readonly bytes: Buffer;
}

/** A text of one unit again and again. */
interface Recipe {
  readonly before?: string;
  readonly unit: string | ((i: number) => string);
  readonly after?: string;
}

const MEBIBYTE = 1_048_576;

/** Of so many units. */
function made({ before = "", unit, after = "" }: Recipe, count: number): string {
  const units = typeof unit === "string" ? unit.repeat(count) : Array.from({ length: count }, (_, i) => unit(i)).join("");
  return before + units + after;
}

function isRead(text: string): boolean {
  try {
    refuseCostly(text);
    return true;
  } catch (error) {
    return !(error instanceof CostFault);
  }
}

const LETTERS = [..."abcdefghijk"];
/** Each line means nine times what the one above means. */
const LAUGHS = LETTERS.map((letter, i) => `${letter}: &${letter} [${(i === 0 ? "x," : `*${LETTERS[i - 1]},`).repeat(9)}]\n`).join(
  "",
);

const CONFIGS = "version: v1\nmig-configs:\n";
const MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: mig-parted-config}\ndata:\n";
const POD =
  "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, resources: {limits: {nvidia.com/mig-1g.10gb: 1}}}]}}";
const VALUES = `{mig: {strategy: single}, migManager: {config: {create: true, data: {config.yaml: "{version: v1, mig-configs: {c: [{devices: all, mig-enabled: true, mig-devices: {1g.10gb: 8}}]}}"}}}}`;
const HELM = "helm install x nvidia/gpu-operator --set ";
/** A search that fails late, and no two alike. */
const slow = (i: number) =>
  `{device-filter: ["0x20B210DE"], devices: [${i % 16}, 15], mig-enabled: true, mig-devices: {1c.4g.40gb: 9, 1c.3g.40gb: ${90 + (i % 9)}, 1g.10gb+me: 1}}`;

const RECIPES: Readonly<Record<string, Recipe>> = {
  "aliases of aliases": { before: LAUGHS, unit: "#\n" },
  "aliases of a long list": { before: `- &a [${"x,".repeat(60_000)}]\n- [`, unit: "*a,", after: "]\n" },
  "merges of one map": {
    before: `a: &a {${LETTERS.map((letter) => `${letter}: 1`).join(", ")}}\nb: {`,
    unit: "<<: *a,",
    after: "}\n",
  },
  "aliases of one config": { before: `${CONFIGS}  a: &a [${slow(0)}]\n`, unit: (i) => `  c${i}: *a\n` },
  anchors: { unit: "&a " },
  tags: { unit: "!<%41> " },
  "brackets that open": { unit: "[" },
  "braces that open": { unit: "{a: " },
  "brackets in a list": { before: "[", unit: "[],", after: "]" },
  "pairs in braces": { before: "{", unit: (i) => `k${i}: 1, `, after: "}" },
  dashes: { unit: "- " },
  "blocks in blocks": { unit: (i) => `${" ".repeat(i % 1000)}a:\n` },
  "NUL bytes": { unit: "\0" },
  "NUL bytes in a config": { before: CONFIGS, unit: "\0" },
  "one plain scalar": { unit: "a" },
  "one plain scalar of many lines": { unit: "a\n" },
  "one quoted scalar": { before: '"', unit: "a", after: '"' },
  "one scalar of escapes": { before: '"', unit: "\\x41", after: '"' },
  "one block scalar": { before: "a: |\n", unit: "  a\n" },
  "one long key": { unit: "a", after: ": 1\n" },
  "one long profile": {
    before: `${CONFIGS}  c: [{devices: all, mig-enabled: true, mig-devices: {"`,
    unit: "1g.10gb+",
    after: '": 1}}]\n',
  },
  "short lines": { unit: "- a\n" },
  "equal keys": { unit: "a: b\n" },
  "different keys": { unit: (i) => `k${i}: v\n` },
  quotes: { unit: "''" },
  "quotes that stay open": { unit: "'\n" },
  comments: { unit: "#\n" },
  spaces: { unit: " " },
  tabs: { unit: "\t" },
  "carriage returns": { unit: "\r" },
  documents: { unit: "---\n" },
  "documents with a pod each": { unit: `${POD}\n---\n` },
  "documents with a config each": { unit: `version: v1\nmig-configs: {c: [${slow(0)}]}\n---\n` },
  "documents with values each": { unit: `${VALUES}\n---\n` },
  numbers: { before: "[", unit: "1_000,", after: "]" },
  JSON: { before: "[", unit: '{"a":[null,true,1.5,"a\\n"]},', after: "0]" },
  "thousands of configs": { before: CONFIGS, unit: (i) => `  c${i}: [${slow(i)}]\n` },
  "one config of thousands of entries": { before: `${CONFIGS}  c:\n`, unit: (i) => `  - ${slow(i)}\n` },
  "one entry of thousands of profiles": {
    before: `${CONFIGS}  c: [{devices: all, mig-enabled: true, mig-devices: {`,
    unit: (i) => `${i}g.10gb: 1, `,
    after: "}}]\n",
  },
  "one entry of thousands of devices": {
    before: `${CONFIGS}  c: [{mig-enabled: false, devices: [`,
    unit: (i) => `${i}, `,
    after: "]}]\n",
  },
  "one entry of thousands of filters": {
    before: `${CONFIGS}  c: [{mig-enabled: false, devices: all, device-filter: [`,
    unit: (i) => `"A${i}", `,
    after: "]}]\n",
  },
  "a ConfigMap around thousands of configs": {
    before: `${MAP}  config.yaml: |\n    version: v1\n    mig-configs:\n`,
    unit: (i) => `      c${i}: [${slow(i)}]\n`,
  },
  "a ConfigMap of thousands of files": {
    before: MAP,
    unit: (i) => `  f${i}: "{mig-configs: {c: [${slow(i).replaceAll('"', "'")}]}, version: v1}"\n`,
  },
  "a pod of thousands of containers": {
    before: "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n",
    unit: (i) => `  - {name: c${i}, resources: {limits: {nvidia.com/mig-1g.10gb: 1, nvidia.com/mig-9g.10gb: 1}}}\n`,
  },
  "a container of thousands of resources": {
    before: "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - name: c\n    resources:\n      limits:\n",
    unit: (i) => `        nvidia.com/mig-${i}g.10gb: 1\n`,
  },
  "a List of thousands of pods": { before: "apiVersion: v1\nkind: List\nitems:\n", unit: `- ${POD}\n` },
  "Lists in Lists": { unit: "{apiVersion: v1, kind: List, items: [" },
  "values of thousands of keys": { before: "mig:\n  strategy: bogus\nmigManager:\n", unit: (i) => `  k${i}: 1\n` },
  "values of thousands of variables": { before: "migManager:\n  env:\n", unit: (i) => `  - {name: N${i}, value: a}\n` },
  "a helm line of thousands of keys": { before: HELM, unit: (i) => `mig.k${i}=1,` },
  "a helm line of deep keys": { before: HELM, unit: "a.", after: "b=1" },
  "a helm line of indices": { before: `${HELM}a`, unit: "[9]", after: "=1" },
  "a helm line of braces": { before: `${HELM}a=`, unit: "{" },
  "a device-plugin config of thousands of resources": {
    before: "version: v1\nsharing:\n  timeSlicing:\n    resources:\n",
    unit: (i) => `    - {name: nvidia.com/r${i}, replicas: 2}\n`,
  },
  "a device-plugin config of unknown keys": { before: "version: v1\nflags:\n", unit: (i) => `  migStrategi${i}: none\n` },
};

const NEAR = ", as many as are read";

/** As large as may be; and where that is refused unread, nearly as large as is read. */
function* filesOf(kind: string, recipe: Recipe, wanted: (kind: string) => boolean): Generator<HostileFile> {
  const largest = mostUnits(recipe);
  if (wanted(kind)) yield { kind, bytes: Buffer.from(made(recipe, largest)) };
  if (!wanted(kind + NEAR) || isRead(made(recipe, largest))) return;
  let count = Math.min(largest, Math.floor(NEARLY_ALL / tokensIn(recipe)));
  while (!isRead(made(recipe, count))) count = Math.floor(count * 0.9);
  yield { kind: kind + NEAR, bytes: Buffer.from(made(recipe, count)) };
}

/** Of the tokens that are read at most. */
const NEARLY_ALL = 149_000;

/** Of one unit, white space and the lexer's own marks left out. */
function tokensIn(recipe: Recipe): number {
  const [few = 0, many = 0] = [100, 200].map((count) => {
    const tokens = [...new Lexer().lex(made(recipe, count))];
    return tokens.filter((token) => token.trim() !== "" && token !== CST.DOCUMENT && token !== CST.SCALAR).length;
  });
  return Math.max((many - few) / 100, 1 / 100);
}

function mostUnits({ before = "", unit, after = "" }: Recipe): number {
  const room = MEBIBYTE - Buffer.byteLength(before + after);
  if (typeof unit === "string") return Math.floor(room / Buffer.byteLength(unit));
  let count = 0;
  for (let bytes = 0; bytes <= room; count++) bytes += Buffer.byteLength(unit(count));
  return count - 1;
}

/** What is no UTF-8: bytes that begin no character, and characters that end too early. */
const BYTES: Readonly<Record<string, Buffer>> = {
  "no UTF-8": Buffer.alloc(MEBIBYTE, 0xff),
  "halves of characters in a config": Buffer.concat([Buffer.from(`${CONFIGS}  c: [`), Buffer.alloc(MEBIBYTE - 64, 0xc3)]),
  "a byte more than 1 MiB": Buffer.alloc(MEBIBYTE + 1, "a"),
};

/** Every file whose kind is wanted, made when it is its turn. */
export function* hostileFiles(wanted: (kind: string) => boolean = () => true): Generator<HostileFile> {
  for (const [kind, recipe] of Object.entries(RECIPES)) yield* filesOf(kind, recipe, wanted);
  for (const [kind, bytes] of Object.entries(BYTES)) if (wanted(kind)) yield { kind, bytes };
}
