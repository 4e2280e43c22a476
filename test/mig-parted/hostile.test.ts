/** Whatever is passed: an answer or a MigError. */
import { expect, test } from "vitest";
import { MigError } from "../../src/index.js";
import * as migParted from "../../src/mig-parted/index.js";
import { junk, spoilt } from "../support/junk.js";
import { PATIENCE_MS } from "../support/patience.js";

const file = {
  version: "v1",
  "mig-configs": { c: [{ "device-filter": ["0x20B210DE"], devices: [0], "mig-enabled": true, "mig-devices": { "1g.10gb": 1 } }] },
};
const gpus = [{ model: "A100-80GB", mig: [{ profile: "3g.40gb", start: 0, computeInstances: [{ profile: "1c", start: 0 }] }] }];
const node = { name: "n", strategy: "single", gpus };
const calls: readonly (readonly [string, (...args: never) => unknown, readonly unknown[]])[] = [
  ["resolveMigConfig", migParted.resolveMigConfig, [file, "c", node]],
  ["checkMigConfig", migParted.checkMigConfig, [file, { nodes: [node], strategy: "mixed" }]],
  ["formatMigConfig", migParted.formatMigConfig, [file, "yaml"]],
  ["emitMigConfig", migParted.emitMigConfig, [{ c: gpus }, "json"]],
  ["generateMigConfig", migParted.generateMigConfig, [["A100-80GB", "A30-24GB"]]],
  ["migConfigForNodes", migParted.migConfigForNodes, [[node]]],
];

test.each(calls)("%s", (_, call, args) => {
  const run = call as (...args: readonly unknown[]) => unknown; // on purpose anything
  expect(() => run(...args)).not.toThrow();
  for (const [, bad] of junk) {
    for (const spoiled of spoilt(args, bad)) {
      if (Object.is(spoiled, bad)) continue;
      try {
        run(...(spoiled as readonly unknown[])); // a copy of the arguments
      } catch (error) {
        expect(error).toBeInstanceOf(MigError);
      }
    }
  }
});

test("results are frozen, and names of objects' own are names like others", () => {
  const odd = JSON.parse(
    '{"version": "v1", "mig-configs": {"__proto__": [{"devices": "all", "mig-enabled": false}]}}',
  ) as migParted.MigConfigFile; // as a file may be
  const [gpu] = migParted.resolveMigConfig(odd, "__proto__", { name: "n", gpus: [{ model: "A100-80GB" }] });
  expect(gpu).toEqual({ gpu: 0, outcome: "disabled" });
  expect(Object.isFrozen(gpu)).toBe(true);
  expect(migParted.formatMigConfig(odd)).toContain("  __proto__:\n");
  expect(() => migParted.resolveMigConfig(odd, "toString", { name: "n", gpus: [] })).toThrow(MigError);
  const emitted = migParted.emitMigConfig(JSON.parse('{"__proto__": [{"model": "A100-80GB"}]}') as never); // own key
  expect(emitted).toContain("  __proto__:\n");
});

test("a file made to be slow takes seconds", { timeout: 30_000 }, () => {
  const entry =
    '{device-filter: ["0x20B210DE","0x20B010DE"], devices: [15,0], mig-enabled: true, mig-devices: {1c.7g.80gb: 99, 1c.4g.40gb: 99, 1c.3g.40gb: 99}}';
  const text = `version: v1\nmig-configs: {c: [${new Array(3000).fill(entry).join(",")}]}`;
  const start = performance.now();
  expect(migParted.checkMigConfig(text).length).toBeGreaterThan(0);
  expect(performance.now() - start).toBeLessThan(PATIENCE_MS);
});
