/** Feature files and NodeFeature objects, which node-feature-discovery turns into node labels. */
import { refuseLarge } from "../../documents/limits.js";
import { atTheDoor } from "../../door.js";
import { MigError, type Path, pathText } from "../../error.js";
import { deepFreeze } from "../../model/freeze.js";
import { quote, show } from "../../model/quote.js";

/** The label by which a NodeFeature says whose it is. */
export const NODE_NAME = "nfd.node.kubernetes.io/node-name";
/** What gpu-feature-discovery calls its objects (internal/lm/output.go). */
const OBJECT_PREFIX = "nvidia-features-for-";
/** What a name without a prefix gets. */
const DEFAULT_PREFIX = "feature.node.kubernetes.io/";
const KEY = /^(?:[a-z0-9][-a-z0-9.]{0,252}\/)?[A-Za-z0-9](?:[-\w.]*[A-Za-z0-9])?$/;
const NO_LABEL = /^# \+no-label\s*$/;

/**
 * The labels of a feature file, such as gpu-feature-discovery writes: a line each, "key=value" or
 * "key" for "true"; "#" begins a comment, "# +no-label" takes the next line out, and a key without
 * a prefix gets feature.node.kubernetes.io/ (node-feature-discovery source/local/local.go). Of a key
 * that stands twice the last line counts. Expiry times are not looked at, since no clock is.
 *
 * @throws MigError INVALID_INPUT with the line number for what is no label; for a text above 1 MiB
 */
export function readFeatureFile(text: string): Readonly<Record<string, string>> {
  return atTheDoor(() => {
    refuseLarge(text, "feature file");
    const labels = new Map<string, string>();
    let leftOut = false;
    for (const [i, line] of text.split("\n").entries()) {
      const trimmed = line.trim();
      if (trimmed.startsWith("#")) leftOut ||= NO_LABEL.test(trimmed);
      else if (trimmed !== "") {
        const [key, value] = labelOf(trimmed, i + 1);
        if (leftOut) labels.delete(key);
        else labels.set(key, value);
        leftOut = false;
      }
    }
    return Object.freeze(Object.fromEntries(labels));
  });
}

function labelOf(line: string, number: number): readonly [string, string] {
  const at = line.indexOf("=");
  const key = at < 0 ? line : line.slice(0, at);
  if (!KEY.test(key)) {
    throw new MigError(
      "INVALID_INPUT",
      `feature file, line ${number}: a label such as nvidia.com/gpu.count=8 is needed, not ${quote(line)}`,
      { path: [number - 1] },
    );
  }
  return [key.includes("/") ? key : `${DEFAULT_PREFIX}${key}`, at < 0 ? "true" : line.slice(at + 1)];
}

/**
 * The text of a feature file for /etc/kubernetes/node-feature-discovery/features.d, as
 * gpu-feature-discovery writes it: "key=value", here sorted by key.
 *
 * @throws MigError INVALID_INPUT where a key or a value would not come back as it is
 */
export function featureFile(labels: Readonly<Record<string, string>>): string {
  return atTheDoor(() =>
    entriesOf(labels)
      .map(([key, value]) => {
        if (!KEY.test(key) || !key.includes("/"))
          throw invalid([key], "a key with its prefix is needed, such as nvidia.com/gpu.count");
        if (/[\r\n]/.test(value) || value.trimEnd() !== value) throw invalid([key], `${quote(value)} does not fit on a line`);
        return `${key}=${value}\n`;
      })
      .join(""),
  );
}

/** What asks node-feature-discovery to label a node. */
export interface NodeFeature {
  /** The only version that there is. */
  readonly apiVersion: "nfd.k8s-sigs.io/v1alpha1";
  /** As the API server spells it. */
  readonly kind: "NodeFeature";
  /** `name` of the object, and `labels` of its own: the node's name stands there. */
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  /** `labels` for the node; `features`, of which feature discovery fills in none (`flags`, `attributes`, `instances`). */
  readonly spec: {
    readonly features: { readonly flags: object; readonly attributes: object; readonly instances: object };
    readonly labels: Readonly<Record<string, string>>;
  };
}

/**
 * The NodeFeature object that gpu-feature-discovery creates for a node in the namespace of
 * node-feature-discovery (internal/lm/output.go).
 *
 * @throws MigError INVALID_INPUT for what is no node name or no labels
 */
export function nodeFeature(nodeName: string, labels: Readonly<Record<string, string>>): NodeFeature {
  return atTheDoor(() => {
    if (typeof nodeName !== "string" || nodeName === "") throw invalid(["nodeName"], `a name is needed, not ${show(nodeName)}`);
    return deepFreeze({
      apiVersion: "nfd.k8s-sigs.io/v1alpha1",
      kind: "NodeFeature",
      metadata: { name: `${OBJECT_PREFIX}${nodeName}`, labels: { [NODE_NAME]: nodeName } },
      spec: { features: { flags: {}, attributes: {}, instances: {} }, labels: Object.fromEntries(entriesOf(labels)) },
    });
  });
}

/** The node of an object that does not say it by its label. */
export function nodeOfFeatureName(name: string): string {
  return name.startsWith(OBJECT_PREFIX) ? name.slice(OBJECT_PREFIX.length) : name;
}

/** In the order of their keys. @throws MigError INVALID_INPUT */
export function entriesOf(labels: unknown): readonly (readonly [string, string])[] {
  if (typeof labels !== "object" || labels === null) throw invalid([], `an object of texts is needed, not ${show(labels)}`);
  return Object.entries(labels)
    .map(([key, value]: [string, unknown]) => {
      if (typeof value !== "string") throw invalid([key], `a text is needed, not ${show(value)}`);
      return [key, value] as const;
    })
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function invalid(path: Path, message: string): MigError {
  const at: Path = ["labels", ...path];
  return new MigError("INVALID_INPUT", `${pathText(at)}${message}`, { path: at });
}
