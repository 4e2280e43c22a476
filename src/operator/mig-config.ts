import { atTheDoor } from "../door.js";
import type { Path } from "../error.js";
import type { MigStrategy } from "../gpu/node.js";
import { deepFreeze } from "../model/freeze.js";
import { CONFIG_KEY } from "./config-part.js";
import { at } from "./plain.js";
import { subjectsOf } from "./read.js";
import { CHART_STRATEGY, strategyAt } from "./strategy.js";

/** mig-parted's file within values or a ConfigMap. */
export interface FoundMigConfig {
  /** Into the document; `positionInside` of the document's reader places what stands in the text. */
  readonly path: Path;
  /** The file itself. */
  readonly text: string;
  /** What the values ask for beside it: the chart's `single` where they do not say; null: not told, or no strategy that there is. */
  readonly strategy: MigStrategy | null;
}

/**
 * The file that Helm values or a ConfigMap hold for mig-parted, for whoever checks it: the first one,
 * or null. A ClusterPolicy holds none, and only names one.
 *
 * @param values as for `checkOperatorValues`
 * @throws MigError INVALID_INPUT as `checkOperatorValues`
 */
export function migConfigIn(values: unknown): FoundMigConfig | null {
  return atTheDoor(() => {
    for (const { kind, document } of subjectsOf(values)) {
      const path = kind === "configMap" ? ["data", CONFIG_KEY] : ["migManager", "config", "data", CONFIG_KEY];
      const text = kind === "policy" ? undefined : at(document, path);
      if (typeof text !== "string") continue;
      const strategy = strategyAt(document, ["mig", "strategy"], kind === "values" ? CHART_STRATEGY : null);
      return deepFreeze({ path, text, strategy });
    }
    return null;
  });
}
