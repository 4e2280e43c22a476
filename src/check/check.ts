/**
 * `migpack check`: what a file is, and what the rooms of the systems around MIG find wrong in it.
 * No rule stands here, only who is asked.
 */
import { checkPod } from "../admission/index.js";
import { type Finding, located, type Position } from "../documents/finding.js";
import { readDocuments, readFirstDocument, type SourceDocument } from "../documents/yaml.js";
import { atTheDoor } from "../door.js";
import { MigError, type Path } from "../error.js";
import type { MigStrategy } from "../gpu/node.js";
import { checkDevicePluginValue } from "../kubernetes/device-plugin/check.js";
import { type ClusterView, podTemplatesOf } from "../kubernetes/index.js";
import { checkRead } from "../mig-parted/check.js";
import { beginsLikeMigConfig } from "../mig-parted/index.js";
import { ofDocument, type ReadMigConfig, readMigConfig } from "../mig-parted/parse.js";
import { deepFreeze } from "../model/freeze.js";
import { checkOperatorValues, migConfigIn } from "../operator/index.js";
import { fieldsOf, isHelmLine, KINDS, type Kind, kindOf } from "./kinds.js";

export interface CheckOptions {
  /** What messages call the text. */
  readonly name: string;
  /** What the cluster has; without nodes, configs are judged on all built-in models, and pods only by themselves. */
  readonly cluster: ClusterView;
  /** The device plugin's strategy, where no node says it. */
  readonly strategy?: MigStrategy;
}

/** What was found in a text. */
export interface Checked {
  /** What its documents are; those that migpack does not check are left out. */
  readonly kinds: readonly Kind[];
  /** In the order of the text. */
  readonly findings: readonly Finding[];
}

/**
 * Recognises what a text is (a mig-parted config, a ConfigMap around one or around a device-plugin
 * config, a Pod or anything with a pod template, values or a ClusterPolicy of the GPU Operator, a
 * `helm install --set` line, or several of them in one file or List) and has each checked by the
 * room of its system. Findings have their place in the text.
 *
 * @throws MigError INVALID_INPUT for what is no YAML, larger than 1 MiB, or nothing that migpack checks
 */
export function checkText(text: string, options: CheckOptions): Checked {
  return atTheDoor(() => {
    if (isHelmLine(text)) return deepFreeze({ kinds: ["operator" as const], findings: operatorFindings(text, options) });
    const documents = readDocuments(text, options.name).map((document) => partsOf(document, document.value, []));
    refuseMany(documents.flat(), options.name);
    const checked = documents.flatMap((parts, i) =>
      parts.map((part) => (i === 0 ? checkPart(part, options) : later(part, checkPart(part, options)))),
    );
    const kinds = checked.flatMap((each) => each.kinds);
    if (kinds.length === 0) throw nothingKnown(options.name);
    return deepFreeze({ kinds, findings: checked.flatMap(({ findings }) => findings).sort(byPosition) });
  });
}

/** Far more than people check at once; each has a price, however small it is. */
const MOST_PARTS = 1000;

function refuseMany(parts: readonly Part[], name: string): void {
  const files = parts.flatMap(({ kind, value }) => (kind === "configMap" ? textsOf(fieldsOf(value).data) : []));
  const count = parts.length + files.length;
  if (count <= MOST_PARTS) return;
  const message = `${name}: ${count} objects and files in ConfigMaps are more than are checked at once (${MOST_PARTS}): split the file`;
  throw new MigError("INVALID_INPUT", message);
}

function nothingKnown(name: string): MigError {
  const known = Object.values(KINDS).join(", ");
  return new MigError("INVALID_INPUT", `${name}: holds nothing that migpack checks; it checks: ${known}, ConfigMaps around them`);
}

/** A part of a document that is not the text's first, which mig-parted looks at alone. */
function later({ kind, document }: Part, { kinds, findings }: Checked): Checked {
  if (kind !== "mig-parted") return { kinds, findings };
  const finding: Finding = {
    severity: "warning",
    code: "NOT_FIRST_DOCUMENT",
    message: "mig-parted reads the first document of a file alone, and this is a later one",
    path: [],
    hint: "give the config a file of its own",
  };
  return { kinds, findings: [...placed([finding], document), ...findings] };
}

/** One value to check, and where it stands. */
interface Part {
  readonly kind: Kind;
  readonly value: unknown;
  readonly path: Path;
  readonly document: SourceDocument;
}

/** What is checked in a document: itself, or the items of a List. */
function partsOf(document: SourceDocument, value: unknown, path: Path): readonly Part[] {
  const { kind: name, items } = fieldsOf(value);
  if (typeof name === "string" && name.endsWith("List") && Array.isArray(items))
    return items.flatMap((item, i) => partsOf(document, item, [...path, "items", i]));
  const kind = kindOf(value, (object) => podTemplatesOf(object).length > 0);
  return kind === null ? [] : [{ kind, value, path, document }];
}

/** The findings of one part, with paths and places in the whole. */
function checkPart(part: Part, options: CheckOptions): Checked {
  const { kind, value } = part;
  switch (kind) {
    case "mig-parted":
      return {
        kinds: [kind],
        findings: placed(
          migConfigFindings(() => ofDocument(part.document), options),
          part.document,
        ),
      };
    case "workload":
      return { kinds: [kind], findings: outside(part, podFindings(value, options.cluster)) };
    case "operator":
      return joined([
        { kinds: [kind], findings: outside(part, operatorFindings(value, options)) },
        ...fileInValues(part, options),
      ]);
    case "device-plugin":
      return { kinds: [kind], findings: outside(part, checkDevicePluginValue(value)) };
    case "configMap":
      return joined(insideOf(part, textsOf(fieldsOf(value).data), options));
  }
}

function migConfigFindings(read: () => ReadMigConfig, { cluster: { nodes }, strategy }: CheckOptions): readonly Finding[] {
  try {
    return checkRead(read(), { ...(nodes.length === 0 ? {} : { nodes }), ...(strategy === undefined ? {} : { strategy }) });
  } catch (error) {
    if (!(error instanceof MigError) || error.code !== "INVALID_INPUT") throw error;
    return [refused(error)];
  }
}

/** What the program itself refuses is the one finding of its file. */
function refused({ message, path }: MigError): Finding {
  return { severity: "error", code: "REFUSED", message, path };
}

function operatorFindings(value: unknown, { cluster: { nodes } }: CheckOptions): readonly Finding[] {
  return checkOperatorValues(value, nodes.length === 0 ? {} : { nodes });
}

/** Values say the strategy under which the file in them will be used. */
function fileInValues(part: Part, options: CheckOptions): readonly Checked[] {
  const found = migConfigIn(part.value);
  if (found === null) return [];
  const strategy = options.strategy ?? found.strategy;
  return insideOf(part, [found], strategy === null ? options : { ...options, strategy });
}

/** The pods that an object makes, each with its path. */
function podFindings(value: unknown, cluster: ClusterView): readonly Finding[] {
  return podTemplatesOf(value).flatMap(({ pod, path }) => under(path, podOrFault(pod, cluster)));
}

function podOrFault(pod: Parameters<typeof checkPod>[0], cluster: ClusterView): readonly Finding[] {
  try {
    return checkPod(pod, cluster);
  } catch (error) {
    if (!(error instanceof MigError) || error.code !== "INVALID_INPUT") throw error;
    return [refused(error)];
  }
}

function under(path: Path, findings: readonly Finding[]): readonly Finding[] {
  return findings.map((finding) => ({ ...finding, path: [...path, ...finding.path] }));
}

/** Findings in the value of a part, with their place in the whole text. */
function outside({ path, document }: Part, findings: readonly Finding[]): readonly Finding[] {
  return located(under(path, findings), (at) => document.positionOf(at));
}

/** A text inside a value: a file in a ConfigMap, or in the values that make one. */
interface InnerText {
  readonly path: Path;
  readonly text: string;
}

function textsOf(data: unknown): readonly InnerText[] {
  return Object.entries(fieldsOf(data)).flatMap(([key, text]) =>
    typeof text === "string" ? [{ path: ["data", key], text }] : [],
  );
}

/** Those texts inside a part that migpack checks. */
function insideOf(part: Part, texts: readonly InnerText[], options: CheckOptions): readonly Checked[] {
  return texts.flatMap(({ path, text }) => {
    const document = innerDocument(text);
    const kind = kindOf(document?.value, () => false) ?? unreadableKind(text);
    if (kind !== "mig-parted" && kind !== "device-plugin") return [];
    const read = () => (document === null ? readMigConfig(text) : ofDocument(document));
    const found = kind === "mig-parted" ? migConfigFindings(read, options) : checkDevicePluginValue(document?.value);
    const inner = document === null ? found : placed(found, document);
    return [{ kinds: [kind], findings: inner.map((finding) => moved(finding, [...part.path, ...path], part.document)) }];
  });
}

/** Scripts, lists of services and whatever else a ConfigMap holds need not be YAML. */
function innerDocument(text: string): SourceDocument | null {
  try {
    return readFirstDocument(text, "inner text");
  } catch (error) {
    if (error instanceof MigError) return null;
    throw error;
  }
}

/** A text that is no YAML, but is plainly meant for mig-parted, which will refuse it. */
function unreadableKind(text: string): Kind | null {
  return beginsLikeMigConfig(text) ? "mig-parted" : null;
}

/** Findings with their place in their own document, where they have none yet. */
function placed(findings: readonly Finding[], document: SourceDocument): readonly Finding[] {
  return findings.flatMap((finding) =>
    finding.position === undefined ? located([finding], (path) => document.positionOf(path)) : [finding],
  );
}

function moved({ position, ...finding }: Finding, place: Path, document: SourceDocument): Finding {
  const at = position === undefined ? document.positionOf(place) : document.positionInside(place, position);
  return { ...finding, path: [...place, ...finding.path], ...(at === null ? {} : { position: at }) };
}

function joined(parts: readonly Checked[]): Checked {
  return { kinds: parts.flatMap(({ kinds }) => kinds), findings: parts.flatMap(({ findings }) => findings) };
}

const FIRST: Position = { line: 0, column: 0 };

function byPosition({ position: a = FIRST }: Finding, { position: b = FIRST }: Finding): number {
  return a.line - b.line || a.column - b.column;
}
