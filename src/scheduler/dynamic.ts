/** Dynamic MIG: instances are made on demand, beside those in use. */
import type { NodeGpus } from "../gpu/node.js";
import type { Demand } from "../model/types.js";
import { hasRoom } from "./arrange.js";
import { amount, deviceName, judgeCounts, type Offer, shareInUse, sumOf } from "./counts.js";
import { GpuReader, type KnownGpus } from "./known-gpus.js";
import { lossOf } from "./loss.js";
import { offerOf } from "./offer.js";
import { OutOfSteps, Search } from "./search.js";
import type { Arrangement } from "./types.js";
import { type GpuInUse, nameOn, type Use, useOf } from "./use.js";
import { MAX_SCORE, scoreOf, type Verdict } from "./verdict.js";

/** Highest score of a node where only some arrangement is known to exist; where there is room for certain it is higher. */
const MOST_UNSURE = 3;

/** Judges nodes for one pod. Equal nodes are judged once. */
export class DynamicJudge {
  readonly #own: Demand;
  readonly #shared: Demand;
  readonly #wanted: Demand;
  readonly #wholes: number;
  readonly #reader = new GpuReader();
  readonly #search = new Search();
  readonly #verdicts = new Map<string, Verdict>();

  constructor(own: Demand, shared: Demand) {
    this.#own = own;
    this.#shared = shared;
    this.#wanted = Object.fromEntries(Object.entries(own).filter(([device]) => device !== "gpu"));
    this.#wholes = amount(own, "gpu");
  }

  /** @throws MigError INVALID_INPUT and others for a node that cannot be read */
  judge(node: NodeGpus): Verdict {
    const offer = offerOf(node);
    const shared = judgeCounts(this.#shared, offer);
    if (!shared.passes || Object.keys(this.#own).length === 0) return shared;
    const known = this.#reader.read(node);
    // Under the single strategy a pod cannot name the profile it wants.
    if (node.strategy === "single" || known.gpus.length === 0) return this.#byCounts(offer);
    const key = `${known.key} ${offer.key}`;
    const verdict = this.#verdicts.get(key) ?? this.#judgeGpus(known, offer);
    this.#verdicts.set(key, verdict);
    return verdict;
  }

  #byCounts(offer: Offer): Verdict {
    return judgeCounts(sumOf(this.#own, this.#shared), offer);
  }

  #judgeGpus({ gpus }: KnownGpus, offer: Offer): Verdict {
    const use = useOf(gpus, offer.allocated);
    this.#search.nextNode();
    try {
      return this.#certain(use) ?? this.#possible(use, offer) ?? this.#refused(use, offer);
    } catch (error) {
      if (!(error instanceof OutOfSteps)) throw error;
      return { passes: false, isResolvable: true, reason: `no room found for ${this.#named()}: too many arrangements to try` };
    }
  }

  /** Beside everything that may be in use there is room: what is in use does not matter. */
  #certain(use: Use): Verdict | null {
    if (Object.keys(use.floating).length > 0 || use.wholes > 0) return null;
    const gpus = use.gpus.map(({ model, kept, loose }) => ({
      model,
      kept: [...kept, ...loose.map(({ place }) => place)],
      loose: [],
    }));
    if (!this.#hasRoom({ gpus, places: this.#wanted, spare: {}, wholes: this.#wholes })) return null;
    return { passes: true, score: scoreOf(this.#gain(gpus), MOST_UNSURE + 1, MAX_SCORE) };
  }

  /** 1: nothing is lost; a half: as much as on empty GPUs; 0: twice that, or no one knows. */
  #gain(gpus: readonly GpuInUse[]): number {
    const loss = lossOf(gpus, this.#wanted, this.#wholes);
    const reference = lossOf(gpus.map(emptied), this.#wanted, this.#wholes);
    if (loss === null || reference === null) return 0;
    return loss === 0 ? 1 : 1 - loss / (2 * reference);
  }

  #possible({ gpus, spare, floating, wholes }: Use, offer: Offer): Verdict | null {
    const places = sumOf(this.#wanted, floating);
    if (!this.#hasRoom({ gpus, places, spare, wholes: wholes + this.#wholes })) return null;
    return { passes: true, score: scoreOf(shareInUse(this.#own, offer), 1, MOST_UNSURE) };
  }

  #refused({ gpus, spare, floating, wholes }: Use, offer: Offer): Verdict {
    // Shared devices are counted more often than they are there, and views can be out of date.
    if (!this.#hasRoom({ gpus, places: floating, spare, wholes })) return this.#byCounts(offer);
    const models = gpus.flatMap(({ model }) => model ?? []);
    const unknown = Object.keys(this.#wanted).find((profile) => models.every((model) => nameOn(model, profile) === null));
    if (unknown !== undefined) return { passes: false, isResolvable: false, reason: `no GPU that offers ${deviceName(unknown)}` };
    if (this.#hasRoom({ gpus: gpus.map(emptied), places: this.#wanted, spare: {}, wholes: this.#wholes }))
      return { passes: false, isResolvable: true, reason: `no room for ${this.#named()} beside what is in use` };
    return { passes: false, isResolvable: false, reason: `its GPUs never hold ${this.#named()}` };
  }

  #hasRoom(arrangement: Arrangement): boolean {
    return hasRoom(arrangement, this.#search);
  }

  /** "2 mig-1g.10gb and 1 gpu" */
  #named(): string {
    return Object.entries(this.#own)
      .map(([device, count]) => `${count} ${deviceName(device)}`)
      .join(" and ");
  }
}

function emptied({ model }: GpuInUse): GpuInUse {
  return { model, kept: [], loose: [] };
}
