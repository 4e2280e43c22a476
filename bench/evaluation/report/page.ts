/** One page that stands alone: what was measured, the tables and pictures, and what they do not say. */

import { PERFECT } from "../parts/table.js";
import { differencePlot } from "../plots/difference.js";
import { forestPlot } from "../plots/forest.js";
import { movesPlot } from "../plots/moves.js";
import { draw } from "../plots/render.js";
import type { Result } from "../result.js";
import { signedInterval } from "../text.js";
import { verdictsOf } from "../verdicts.js";
import { NOTES } from "./notes.js";
import { STYLE } from "./style.js";
import { movesTable, profileTable, scoreTable, settingsTable } from "./tables.js";

export async function page(result: Result): Promise<string> {
  const parts = [opening(result), await tablePart(result), await movesPart(result), await settingsPart(result)];
  const body = [...parts, fillingsPart(result), notes(), closing(result)].join("\n");
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Which score accepts most?</title>
<style>${STYLE}</style>
<main>
${body}
</main>
</html>
`;
}

function opening(result: Result): string {
  const list = verdictsOf(result).map(
    ({ holds, asks, found }) =>
      `<li${holds ? "" : ' class="fails"'}>${asks}: <b>${holds ? "holds" : "does not hold"}</b><span>${found}</span></li>`,
  );
  return `<h1>Which score accepts most?</h1>
<p class="lead">A fleet of GPUs meets requests for MIG instances that arrive at random, stay a while and leave; a request that fits nowhere is refused. Measured is the share accepted when each place is chosen by one of seven scores, when refused requests may have one or two running instances moved, and when moving costs nothing.</p>
<ul class="verdicts">${list.join("\n")}</ul>`;
}

async function tablePart({ table, tableSeeds }: Result): Promise<string> {
  if (table.length === 0) return "";
  const gpus = table[0]?.spec.fleet[0]?.count;
  return `<h2>Acceptance by count</h2>
<p class="soft">${gpus} GPUs (${model(table[0]?.spec.fleet[0]?.model)}), Poisson arrivals, exponential lifetimes, 100 mean lifetimes after a warm-up of 10, ${tableSeeds.length} seeds. Percent accepted, with the difference to mfi and its paired 95% interval beneath; the best score is bold.</p>
${scoreTable(
  table,
  (row) => row.acceptance,
  (row) => signedInterval(row.overMfi),
  true,
)}
<figure>${await draw(differencePlot(table))}<figcaption>worst-fit, which spreads, lies far to the left of all this, and driver, which follows NVIDIA’s own placement, beside first-fit: see the table.</figcaption></figure>
<h2>Acceptance by memory</h2>
<p class="soft">Percent of the offered memory slices that was accepted; differences to mfi as above.</p>
${scoreTable(
  table,
  (row) => row.memoryAcceptance,
  (row) => signedInterval(row.memoryOverMfi),
  false,
)}
<h2>Acceptance of each profile at load 1.0</h2>
<p class="soft">Who pays for a high count: perfect defragmentation refuses the largest least often.</p>
${profileTable(table.filter(({ load }) => load === 1))}`;
}

async function movesPart({ moves }: Result): Promise<string> {
  if (moves === null) return "";
  return `<h2>Moves</h2>
<figure>${await draw(movesPlot(moves.trades))}<figcaption>The dashed line is ${PERFECT}, on the same requests. At load 1.0 moves can lower the count, since they let large requests in.</figcaption></figure>
<details><summary>All figures</summary>${movesTable(moves.trades)}</details>`;
}

async function settingsPart({ settings }: Result): Promise<string> {
  if (settings.length === 0) return "";
  return `<h2>32 settings</h2>
<p class="soft">Three sizes of fleet, five loads, three laws of lifetimes and four mixes, spread evenly over their combinations. Requests a run: 20,000, and 40,000 on 1,000 GPUs, after a warm-up of 10 mean lifetimes.</p>
<figure>${await draw(forestPlot(settings))}</figure>
<details><summary>Against all four baselines</summary>${settingsTable(settings)}</details>`;
}

function fillingsPart({ fillings, fillingSeeds }: Result): string {
  if (fillings.length === 0) return "";
  return `<h2>Nobody leaves</h2>
<p class="soft">An empty fleet is filled until so many requests have come as would make up the load on average, over ${fillingSeeds.length} seeds. Percent accepted, and the difference to mfi.</p>
${scoreTable(
  fillings,
  (row) => row.acceptance,
  (row) => signedInterval(row.overMfi),
  true,
)}`;
}

function notes(): string {
  return `<h2>What these figures do not say</h2>
<ul class="notes">${NOTES.map((note) => `<li>${note}</li>`).join("\n")}</ul>`;
}

function closing({ node, seeds, tableSeeds, fillingSeeds }: Result): string {
  return `<footer>Made by <code>npm run evaluate</code>, Node ${node}, seeds from 1 on: ${tableSeeds.length} for the table, ${fillingSeeds.length} where nobody leaves, ${seeds.length} for all else. The same seeds give the same figures on every machine; all of them, with each spec as it was run, stand in <code>result.json</code>.</footer>`;
}

function model(ref: unknown): string {
  return typeof ref === "string" ? ref : "a model of its own";
}
