/**
 * An order for changes: every step is legal when its turn comes. An instance moves as soon as a
 * place of its profile is free that is to be taken, so that it is created before it is destroyed.
 * Where no such place is free, changes wait for each other in a circle: an instance of the circle
 * is set aside where there is room and moves again later; or, where there is none, it is destroyed
 * now and created later.
 *
 * Why nothing else can go wrong: what is to stand on a GPU in the end stands together, so that only
 * instances still to leave are in the way of it; and of each profile as many leave as arrive, so
 * that for every free place that is to be taken there is an instance waiting.
 */
import type { Step } from "../../gpu/types.js";
import type { Vocabulary } from "../../gpu/vocabulary.js";
import type { FleetPlanner, LayoutNumber } from "../../planner/index.js";

/** What becomes of one GPU. Of all changes together, as many instances of a profile are created as are destroyed. */
export interface Change {
  readonly gpu: number;
  readonly layout: LayoutNumber;
  /** Placement numbers. */
  readonly destroyed: readonly number[];
  readonly created: readonly number[];
}

/** A GPU on which an instance can be set aside. */
export interface Spare {
  readonly gpu: number;
  readonly layout: LayoutNumber;
  readonly placement: number;
}

/** Where instances can be set aside, and how often at most. */
export interface Aside {
  readonly most: number;
  /** A GPU without changes that takes the profile, or null. */
  readonly find: (profile: number, changing: ReadonlySet<number>) => Spare | null;
}

/** A GPU on its way. */
interface Site {
  readonly gpu: number;
  layout: LayoutNumber;
  /** Instances still to leave. */
  readonly leaving: Set<number>;
  /** Places still to be taken, and not free yet. */
  waiting: number[];
}

/** An instance that leaves; one that was destroyed before it is created again has no site. */
interface Leaver {
  readonly site: Site | null;
  readonly placement: number;
}

/** The steps of changes, found a few at a time: a large fleet has tens of thousands. */
export class Sequence {
  readonly #planner: FleetPlanner;
  readonly #words: Vocabulary;
  readonly #aside: Aside;
  readonly #sites: Site[];
  /** The GPUs of these. */
  readonly #changing: Set<number>;
  /** By profile: who waits to leave, those in the way of others last, and the last one leaves first. */
  readonly #leavers = new Map<number, Leaver[]>();
  /** Free places, to be taken in this order. */
  readonly #places: { readonly site: Site; readonly placement: number }[] = [];
  #next = 0;
  #left: number;
  /** Those found so far. */
  readonly steps: Step[] = [];
  /** Instances that were set aside for that. */
  setAside = 0;

  constructor(planner: FleetPlanner, words: Vocabulary, changes: readonly Change[], aside: Aside) {
    this.#planner = planner;
    this.#words = words;
    this.#aside = aside;
    this.#sites = changes.map(({ gpu, layout, destroyed, created }) => ({
      gpu,
      layout,
      leaving: new Set(destroyed),
      waiting: [...created],
    }));
    this.#changing = new Set(changes.map(({ gpu }) => gpu));
    this.#left = changes.reduce((sum, { created }) => sum + created.length, 0);
    for (const site of this.#sites) this.#open(site);
    const inTheWay = (site: Site) => (site.waiting.length > 0 ? 1 : 0);
    for (const site of [...this.#sites].sort((a, b) => inTheWay(a) - inTheWay(b))) {
      for (const placement of site.leaving) this.#await({ site, placement });
    }
  }

  /** Finds about so many more; false once there are all. */
  advance(most: number): boolean {
    for (const end = this.steps.length + most; this.#left > 0 && this.steps.length < end; ) {
      const place = this.#places[this.#next];
      if (place === undefined) {
        this.#breakCircle();
        continue;
      }
      this.#next++;
      const { site, placement } = place;
      const leaver = this.#leavers.get(this.#profileOf(placement))?.pop() as Leaver; // as many of a profile leave as arrive
      this.#left--;
      site.layout = this.#planner.toggled(site.layout, placement);
      this.steps.push(this.#stepTo(site, placement, leaver));
      if (leaver.site !== null) this.#leave(leaver.site, leaver.placement);
    }
    return this.#left > 0;
  }

  /** Places of the site that have become free are to be taken. */
  #open(site: Site): void {
    const free = site.waiting.filter((placement) => this.#planner.takes(site.layout, placement) !== 0);
    if (free.length === 0) return;
    site.waiting = site.waiting.filter((placement) => !free.includes(placement));
    for (const placement of free) this.#places.push({ site, placement });
  }

  #leave(site: Site, placement: number): void {
    site.leaving.delete(placement);
    site.layout = this.#planner.toggled(site.layout, placement);
    this.#open(site);
  }

  #await(leaver: Leaver): void {
    const profile = this.#profileOf(leaver.placement);
    const queue = this.#leavers.get(profile);
    if (queue === undefined) this.#leavers.set(profile, [leaver]);
    else queue.push(leaver);
  }

  /** No place is free: somebody leaves without one. */
  #breakCircle(): void {
    const { site, placement } = this.#nearest();
    const profile = this.#profileOf(placement);
    const queue = this.#leavers.get(profile) ?? [];
    queue.splice(
      queue.findIndex((leaver) => leaver.site === site && leaver.placement === placement),
      1,
    );
    const spare = this.setAside < this.#aside.most ? this.#spareFor(profile) : null;
    if (spare === null) {
      this.steps.push(this.#alone("destroy", site.gpu, placement));
      this.#await({ site: null, placement });
    } else {
      this.setAside++;
      spare.site.leaving.add(spare.placement);
      spare.site.layout = this.#planner.toggled(spare.site.layout, spare.placement);
      this.steps.push(this.#stepTo(spare.site, spare.placement, { site, placement }));
      this.#await({ site: spare.site, placement: spare.placement });
    }
    this.#leave(site, placement);
  }

  /** Of the sites where places wait, an instance of the one with fewest to leave; the one that frees a place, if one does. */
  #nearest(): { readonly site: Site; readonly placement: number } {
    const blocked = this.#sites.filter(({ waiting }) => waiting.length > 0).sort((a, b) => a.leaving.size - b.leaving.size);
    const site = blocked[0] as Site; // some place is left, and none is free
    const frees = (placement: number) => {
      const without = this.#planner.toggled(site.layout, placement);
      return site.waiting.some((each) => this.#planner.takes(without, each) !== 0);
    };
    const leaving = [...site.leaving];
    return { site, placement: leaving.find(frees) ?? (leaving[0] as number) }; // only those that leave are in the way
  }

  /** Room for an instance where nothing else is to be created: on a GPU that changes, or on another. */
  #spareFor(profile: number): { readonly site: Site; readonly placement: number } | null {
    for (const site of this.#sites) {
      if (site.waiting.length > 0) continue;
      const placement = this.#words.profileOf.findIndex(
        (of, each) => of === profile && this.#planner.takes(site.layout, each) !== 0,
      );
      if (placement >= 0 && this.#planner.isAvailable(site.gpu) !== 0) return { site, placement };
    }
    const spare = this.#aside.find(profile, this.#changing);
    if (spare === null) return null;
    const site: Site = { gpu: spare.gpu, layout: spare.layout, leaving: new Set(), waiting: [] };
    this.#sites.push(site);
    this.#changing.add(spare.gpu);
    return { site, placement: spare.placement };
  }

  #profileOf(placement: number): number {
    return this.#words.profileOf[placement] ?? 0;
  }

  #stepTo(site: Site, placement: number, { site: from, placement: left }: Leaver): Step {
    if (from === null) return this.#alone("create", site.gpu, placement);
    return Object.freeze({
      op: "move",
      profile: this.#words.placed[placement]?.profile ?? "",
      from: Object.freeze({ gpu: from.gpu, start: this.#startOf(left) }),
      to: Object.freeze({ gpu: site.gpu, start: this.#startOf(placement) }),
    });
  }

  #alone(op: "create" | "destroy", gpu: number, placement: number): Step {
    return Object.freeze({ op, gpu, profile: this.#words.placed[placement]?.profile ?? "", start: this.#startOf(placement) });
  }

  #startOf(placement: number): number {
    return this.#words.placed[placement]?.start ?? 0;
  }
}
