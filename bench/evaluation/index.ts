/**
 * `npm run evaluate`: how much each score accepts, what moves buy, and where least-loss stands
 * against the rest. Writes bench/evaluation/ and prints the table of docs/simulate.md. `-- --quick`: a trial in
 * seconds that writes nowhere; `-- --only table|moves|settings|fillings`: one part, written
 * nowhere; `-- --out DIR`: writes there in any case.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { markdownTable } from "./markdown.js";
import { differencePlot } from "./plots/difference.js";
import { movesPlot } from "./plots/moves.js";
import { drawAlone } from "./plots/render.js";
import { page } from "./report/page.js";
import { evaluate, PARTS, type Result, toJson } from "./result.js";
import { FULL, QUICK } from "./scale.js";
import { verdictsOf } from "./verdicts.js";

const { values } = parseArgs({
  options: { quick: { type: "boolean", default: false }, only: { type: "string" }, out: { type: "string" } },
});
const parts = values.only === undefined ? PARTS : PARTS.filter((part) => part === values.only);
if (parts.length === 0) throw new Error(`--only takes one of ${PARTS.join(", ")}`);
const isWhole = values.only === undefined && !values.quick;
const out = values.out ?? (isWhole ? fileURLToPath(new URL(".", import.meta.url)) : null);

const begin = performance.now();
const result = await evaluate(values.quick ? QUICK : FULL, parts, (done, total) => {
  if (process.stderr.isTTY || done === total) process.stderr.write(`\r${done} of ${total} simulations`);
});
process.stderr.write(`, ${((performance.now() - begin) / 1000).toFixed(0)} s\n`);

const files = await filesOf(result);
if (out !== null) {
  mkdirSync(out, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(out, name), text);
}
if (result.table.length > 0) process.stdout.write(`${markdownTable(result)}\n`);
if (values.quick) process.stdout.write("A trial: these figures say nothing.\n");
for (const { holds, asks, found } of values.quick ? [] : verdictsOf(result)) {
  process.stdout.write(`${holds ? "holds" : "does NOT hold"}: ${asks}\n  ${found}\n`);
}

/** Made in every case, so that a trial shows that all of it can be made. */
async function filesOf(result: Result): Promise<Readonly<Record<string, string>>> {
  const { table, moves } = result;
  return {
    "result.json": toJson(result),
    "report.html": await page(result),
    ...(table.length > 0 ? { "difference.svg": await drawAlone(differencePlot(table)) } : {}),
    ...(moves === null ? {} : { "moves.svg": await drawAlone(movesPlot(moves.trades)) }),
  };
}
