/**
 * What GPUs can give and take: by how many instances of each profile one GPU of a class can differ
 * from what is meant for it, and what that costs in value. Exchanges with equal differences are
 * one, and remember the cheapest few that offer them.
 *
 *   exchange   [ i8[MAX_PROFILES] instances more | i32 what else differs | i32 first offer ]
 *   offer      [ i32 class | i32 instances that stay, as bits | f64 cost | i32 next, or -1 ]
 *
 * What else differs: GPUs in use more; or, where room is made for wants, 1 where they are created
 * there, which then are not counted among the instances more.
 */
import { clearLookup, enter, LOOKUP_BYTES, Lookup, numberIn, reserveSlot, seek } from "../fleet/lookup";
import { addRow, openTable, rowOf, TABLE_BYTES, Table } from "../fleet/table";
import { answer } from "../layout/question";
import { MAX_INSTANCES, MAX_PROFILES } from "../limits";
import { ofProfile, profileOf } from "../model/model";
import { nextOfBoth } from "../model/sets";
import {
  aimAt,
  bestValue,
  classCount,
  gpusOfClass,
  instanceAt,
  instanceCount,
  isOpen,
  isPinned,
  lookAt,
  model,
  priceInUse,
} from "./classes";
import { after, EMPTY, isFree, nextToCreate, worthOf, worthOfCreating, worthOfKeeping } from "./ways";

const ELSE: usize = MAX_PROFILES;
const OFFERS: usize = ELSE + 4;
export const EXCHANGE_BYTES: i32 = <i32>OFFERS + 4;
const KEPT: usize = 4;
const COST: usize = 8;
const NEXT: usize = 16;
export const OFFER_BYTES: i32 = 24;

const exchanges = changetype<Table>(memory.data(TABLE_BYTES, 16));
const offers = changetype<Table>(memory.data(TABLE_BYTES, 16));
const known = changetype<Lookup>(memory.data(LOOKUP_BYTES, 16));
/** What the GPU being made up would hold, as an exchange: relative to what is meant for the class */
const difference = memory.data(MAX_PROFILES + 4, 16);

/** i32[MAX_INSTANCES]: profiles of the wants */
const wanted = memory.data(MAX_INSTANCES * 4);

let klass: i32 = 0;
/** What the value of a GPU of the class may come down to. */
let least: f64 = 0;
let mostCreated: i32 = 0;
let wantCount: i32 = 0;
let enough: i32 = 0;
let room: i32 = 0;

export function exchangeCount(): i32 {
  return exchanges.count;
}
export function exchangesAt(): usize {
  return exchanges.rows;
}
export function offerCount(): i32 {
  return offers.count;
}
export function offersAt(): usize {
  return offers.rows;
}

/**
 * Finds all exchanges that cost at most `cost`, with the cheapest offers of each until they have
 * `gpus` GPUs. False where there are more than `most` offers, and some are missing. Whatever could
 * create one more instance is left out: what can do more can also do less.
 */
export function findExchanges(cost: f64, gpus: i32, most: i32): bool {
  return find(cost, MAX_INSTANCES, 0, gpus, most);
}

/**
 * The same for who makes room for so many wants (profiles in the mailbox, all on one GPU): creates
 * at most `created` other instances. All
 * classes are open; keeping an instance is worth at least 1, creating one 0, and a GPU in use costs nothing.
 */
export function findRoom(cost: f64, created: i32, wants: i32, gpus: i32, most: i32): bool {
  for (let i = 0; i < wants; i++) store<i32>(wanted + ((<usize>i) << 2), answer(i));
  return find(cost, created, wants, gpus, most);
}

function find(cost: f64, created: i32, wants: i32, gpus: i32, most: i32): bool {
  if (exchanges.room == 0) {
    openTable(exchanges, EXCHANGE_BYTES, 1 << 8);
    openTable(offers, OFFER_BYTES, 1 << 8);
  }
  exchanges.count = 0;
  offers.count = 0;
  clearLookup(known);
  mostCreated = created;
  wantCount = wants;
  enough = gpus;
  room = most;
  for (klass = 0; klass < classCount() && offers.count <= most; klass++) {
    lookAt(klass);
    least = bestValue() - cost;
    memory.fill(difference, 0, MAX_PROFILES + 4);
    for (let p = 0; p < MAX_PROFILES; p++) store<i8>(difference + <usize>p, -(<i8>load<u8>(aimAt() + 4 + <usize>p)));
    stay(0, EMPTY, 0, 0, bestValue());
  }
  return offers.count <= most;
}

function change(placement: i32, by: i32): void {
  const at = difference + <usize>profileOf(model, placement);
  store<i8>(at, <i8>(load<i8>(at) + by));
}

/**
 * Decides from instance `i` on which stay. `left` is the value of the class without those that do
 * not: all that can be had where room is made, since there nothing created is worth anything.
 */
function stay(i: i32, state: i32, kept: i32, value: f64, left: f64): void {
  if (wantCount != 0 && left < least) return;
  if (i == instanceCount) {
    beside(state, kept, value);
    return;
  }
  const p = instanceAt(i);
  const worth = worthOfKeeping(profileOf(model, p));
  change(p, 1);
  stay(i + 1, after(model, state, p), kept | (1 << i), value + worth, left);
  change(p, -1);
  if (!isPinned(i)) stay(i + 1, state, kept, value, left - worth);
}

/** What may be created beside those that stay. */
function beside(state: i32, kept: i32, value: f64): void {
  if (wantCount != 0) {
    // Where the wants go at least one instance leaves, and costs 1: others have so much less to spend.
    if (value - 1 >= least) create(state, 0, 0, kept, 0, value);
    takeIn(0, state, 0, kept, value);
    return;
  }
  const price = priceInUse();
  const other = 1 - load<i32>(aimAt());
  if (kept == 0) offer(0, other - 1, 0);
  else if (!isOpen() || isWhole(state, 0)) offer(kept, other, value - price);
  if (isOpen() && value + worthOf(model, state) - price >= least) create(state, 0, 0, kept, other, value - price);
}

/** Creates one more instance, from that placement on, so that every set of them comes up once. */
function create(state: i32, from: i32, created: i32, kept: i32, other: i32, value: f64): void {
  if (created == mostCreated) return;
  for (let p = nextToCreate(model, state, from); p >= 0; p = nextToCreate(model, state, p + 1)) {
    const next = after(model, state, p);
    const worth = value + worthOfCreating(profileOf(model, p));
    if (worth + worthOf(model, next) < least) continue;
    change(p, 1);
    if (isWhole(next, created + 1)) offer(kept, other, worth);
    create(next, p + 1, created + 1, kept, other, worth);
    change(p, -1);
  }
}

/** Whether no more can be created. */
function isWhole(state: i32, created: i32): bool {
  return created == mostCreated || nextToCreate(model, state, 0) < 0;
}

/** Creates the wants, from want `i` on; of equal ones in a row the later takes the later placement. */
function takeIn(i: i32, state: i32, from: i32, kept: i32, value: f64): void {
  if (i == wantCount) {
    if (isWhole(state, 0)) offer(kept, 1, value);
    create(state, 0, 0, kept, 1, value);
    return;
  }
  const profile = load<i32>(wanted + ((<usize>i) << 2));
  const isFollowed = i + 1 < wantCount && load<i32>(wanted + ((<usize>(i + 1)) << 2)) == profile;
  const mine = ofProfile(model, profile);
  for (let p = nextOfBoth(mine, mine, from, model.words); p >= 0; p = nextOfBoth(mine, mine, p + 1, model.words)) {
    if (isFree(model, state, p)) takeIn(i + 1, after(model, state, p), isFollowed ? p + 1 : 0, kept, value);
  }
}

/** Enters the GPU as it has been made up. */
function offer(kept: i32, other: i32, value: f64): void {
  if (value < least || offers.count > room) return;
  store<i32>(difference, other, ELSE);
  const exchange = exchangeFor();
  if (exchange == 0) return;
  const cost = bestValue() - value;
  let before = -1;
  let gpus = 0;
  let at = load<i32>(exchange, OFFERS);
  for (; at >= 0 && load<f64>(rowOf(offers, at), COST) <= cost; at = load<i32>(rowOf(offers, at), NEXT)) {
    gpus += gpusOfClass(load<i32>(rowOf(offers, at)));
    if (load<i32>(rowOf(offers, at)) == klass || gpus >= enough) return;
    before = at;
  }
  const added = addRow(offers);
  const row = rowOf(offers, added);
  store<i32>(row, klass);
  store<i32>(row, kept, KEPT);
  store<f64>(row, cost, COST);
  store<i32>(row, at, NEXT);
  if (before < 0) store<i32>(exchange, added, OFFERS);
  else store<i32>(rowOf(offers, before), added, NEXT);
  cut(added, gpus + gpusOfClass(klass));
}

/** Behind an offer just made goes what the same class offers at a higher cost, and what is beyond enough. */
function cut(made: i32, gpus: i32): void {
  let last = made;
  for (let at = load<i32>(rowOf(offers, last), NEXT); at >= 0; at = load<i32>(rowOf(offers, last), NEXT)) {
    const isOfSame = load<i32>(rowOf(offers, at)) == klass;
    if (!isOfSame && gpus < enough) {
      gpus += gpusOfClass(load<i32>(rowOf(offers, at)));
      last = at;
      continue;
    }
    store<i32>(rowOf(offers, last), isOfSame && gpus < enough ? load<i32>(rowOf(offers, at), NEXT) : -1, NEXT);
    return;
  }
}

/** The exchange of this difference, entered where it is new; 0: there is no difference. */
function exchangeFor(): usize {
  let mixed: u64 = 0;
  let any: u32 = 0;
  for (let at: usize = 0; at < OFFERS; at += 4) {
    any |= load<u32>(difference + at);
    mixed = (mixed ^ load<u32>(difference + at)) * 0x9e3779b97f4a7c15;
    mixed ^= mixed >> 29;
  }
  if (any == 0) return 0;
  const hash = <u32>(mixed >> 32);
  for (let slot = seek(known, hash, hash); slot >= 0; slot = seek(known, hash, slot + 1)) {
    const row = rowOf(exchanges, numberIn(known, slot));
    if (memory.compare(row, difference, OFFERS) == 0) return row;
  }
  reserveSlot(known);
  const number = addRow(exchanges);
  const row = rowOf(exchanges, number);
  memory.copy(row, difference, OFFERS);
  store<i32>(row, -1, OFFERS);
  enter(known, hash, number);
  return row;
}
