import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import { defineGpuModel, MigError, reconfigure, type Step } from "../../src/index.js";
import { emitCommands, type GpuInstanceRow, parseGpuInstances } from "../../src/nvidia-smi/index.js";
import { junk, spoilt } from "../support/junk.js";

const LISTING = `
+-------------------------------------------------------+
| GPU instances:                                        |
| GPU   Name             Profile  Instance   Placement  |
|                          ID       ID       Start:Size |
|=======================================================|
|   0  MIG 1g.10gb         19        9          0:1     |
+-------------------------------------------------------+
|   0  MIG 2g.20gb         14        5          4:2     |
+-------------------------------------------------------+
|   0  MIG 4g.40gb          5       11          0:4     |
+-------------------------------------------------------+
|   1  MIG 2g.20gb         14        3          4:2     |
+-------------------------------------------------------+
`;
const instances = parseGpuInstances(LISTING).filter(({ instanceId }) => instanceId !== 9);

const destroy = (gpu: number, profile: string, start: number): Step => ({ op: "destroy", gpu, profile, start });
const create = (gpu: number, profile: string, start: number): Step => ({ op: "create", gpu, profile, start });

function errorOf(call: () => unknown): MigError {
  try {
    call();
  } catch (error) {
    if (error instanceof MigError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("one line a step, in step order", () => {
  it("compute instances go before their GPU instance, and creating says where", () => {
    const { steps } = reconfigure("A100-80GB", ["4g.40gb@0", "2g.20gb@4"], ["4g.40gb", "1g.10gb", "1g.10gb+me"]);
    expect(emitCommands("A100-80GB", steps, { instances })).toEqual([
      "nvidia-smi mig -i 0 -gi 5 -dci && nvidia-smi mig -i 0 -gi 5 -dgi",
      "nvidia-smi mig -i 0 -cgi 19:4 -C",
      "nvidia-smi mig -i 0 -cgi 20:5 -C",
    ]);
  });

  it("a move creates before it destroys", () => {
    const move: Step = { op: "move", profile: "2g.20gb", from: { gpu: 1, start: 4 }, to: { gpu: 2, start: 0 } };
    expect(emitCommands("A100-80GB", [move], { instances })).toEqual([
      "nvidia-smi mig -i 2 -cgi 14:0 -C && nvidia-smi mig -i 1 -gi 3 -dci && nvidia-smi mig -i 1 -gi 3 -dgi",
    ]);
  });

  it("takes any spelling, and IDs of the model at hand", () => {
    expect(emitCommands("A30-24GB", [create(3, "mig-1g.6gb", 2)])).toEqual(["nvidia-smi mig -i 3 -cgi 14:2 -C"]);
    expect(emitCommands("A30-24GB", [])).toEqual([]);
  });
});

describe("ids are not placements", () => {
  it("so that an unknown one is refused with the listing to run", () => {
    const error = errorOf(() => emitCommands("A100-80GB", [create(0, "1g.10gb", 6), destroy(2, "2g.20gb", 4)], { instances }));
    expect([error.code, error.path]).toEqual(["INVALID_INPUT", ["steps", 1]]);
    expect(error.message).toContain("run nvidia-smi mig -i 2 -lgi");
    expect(errorOf(() => emitCommands("A100-80GB", [destroy(0, "2g.20gb", 4)])).message).toContain("nvidia-smi mig -i 0 -lgi");
  });

  it("nor is the id of what has gone that of what came after it", () => {
    const again = [destroy(0, "2g.20gb", 4), create(0, "2g.20gb", 4), destroy(0, "2g.20gb", 4)];
    const error = errorOf(() => emitCommands("A100-80GB", again, { instances }));
    expect(error.path).toEqual(["steps", 2]);
    expect(error.message).toContain("a step before creates it: run those first, then nvidia-smi mig -i 0 -lgi");
    const twice = [destroy(0, "2g.20gb", 4), destroy(0, "2g.20gb", 4)];
    expect(errorOf(() => emitCommands("A100-80GB", twice, { instances })).path).toEqual(["steps", 1]);
  });

  it("and a listing that says otherwise than the steps is refused", () => {
    const error = errorOf(() => emitCommands("A100-80GB", [destroy(0, "1g.10gb", 4)], { instances }));
    expect(error.message).toContain('"2g.20gb" on GPU 0 at 4, not 1g.10gb');
  });

  it("what is no step is told with its place", () => {
    const messageOf = (step: unknown) => errorOf(() => emitCommands("A100-80GB", [step as Step])).message;
    expect(messageOf(null)).toBe("steps[0]: a step is needed, not null");
    expect(messageOf({ op: "keep" })).toBe('steps[0]: op must be "create", "destroy" or "move", not "keep"');
  });

  it("a profile whose ID nobody knows is refused too", () => {
    const model = defineGpuModel({
      name: "mine",
      memorySlices: 1,
      computeSlices: 1,
      profiles: [{ name: "1g.1gb", memorySlices: 1, computeSlices: 1, starts: [0] }],
    });
    expect(errorOf(() => emitCommands(model, [create(0, "1g.1gb", 0)])).message).toContain("-lgip");
  });
});

describe("with look-up, in a shell", () => {
  /** Runs commands where nvidia-smi lists the text above and says what else it is asked to do. */
  function shell(commands: readonly string[]): { readonly asked: readonly string[]; readonly failed: boolean } {
    const folder = mkdtempSync(join(tmpdir(), "migpack-commands-"));
    const log = join(folder, "log");
    writeFileSync(
      join(folder, "listing"),
      LISTING.split("\n")
        .filter((row) => !row.includes("|   1 ") && !row.includes("  9  "))
        .join("\n"),
    );
    const program = `#!/bin/sh\ncase "$*" in *-lgi*) cat "${folder}/listing" ;; *) echo "$*" >> "${log}" ;; esac\n`;
    writeFileSync(join(folder, "nvidia-smi"), program);
    chmodSync(join(folder, "nvidia-smi"), 0o755);
    writeFileSync(log, "");
    try {
      execFileSync("sh", ["-e", "-c", commands.join("\n")], {
        env: { ...process.env, PATH: `${folder}:${process.env.PATH}` },
        stdio: "ignore",
      });
      return { asked: execFileSync("cat", [log], { encoding: "utf8" }).trimEnd().split("\n"), failed: false };
    } catch {
      return { asked: execFileSync("cat", [log], { encoding: "utf8" }).trimEnd().split("\n"), failed: true };
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  it("the id is found by the start", () => {
    const steps = [destroy(0, "2g.20gb", 4), create(0, "1g.10gb", 4), destroy(0, "4g.40gb", 0)];
    const { asked, failed } = shell(emitCommands("A100-80GB", steps, { unknownIds: "look-up" }));
    expect(failed).toBe(false);
    expect(asked).toEqual([
      "mig -i 0 -gi 5 -dci",
      "mig -i 0 -gi 5 -dgi",
      "mig -i 0 -cgi 19:4 -C",
      "mig -i 0 -gi 11 -dci",
      "mig -i 0 -gi 11 -dgi",
    ]);
  });

  it("and where nothing starts there, nothing is destroyed", () => {
    const { asked, failed } = shell(emitCommands("A100-80GB", [destroy(0, "2g.20gb", 2)], { unknownIds: "look-up" }));
    expect([asked, failed]).toEqual([[""], true]);
  });

  it("known ids are used as they are", () => {
    const [command] = emitCommands("A100-80GB", [destroy(0, "2g.20gb", 4)], { instances, unknownIds: "look-up" });
    expect(command).toBe("nvidia-smi mig -i 0 -gi 5 -dci && nvidia-smi mig -i 0 -gi 5 -dgi");
  });
});

describe("whatever is passed, nothing but a MigError leaves", () => {
  const call = emitCommands as (...args: unknown[]) => unknown; // on purpose anything
  const steps = [
    destroy(0, "2g.20gb", 4),
    { op: "move", profile: "4g.40gb", from: { gpu: 0, start: 0 }, to: { gpu: 1, start: 0 } },
  ];
  const rows: readonly GpuInstanceRow[] = instances;
  test.each(junk)("%s", (_, bad) => {
    const calls: unknown[][] = [[bad, steps, { instances }]];
    for (const each of spoilt(steps, bad)) calls.push(["A100-80GB", each, { instances }]);
    for (const each of spoilt({ instances: rows, unknownIds: "refuse" }, bad)) calls.push(["A100-80GB", steps, each]);
    for (const args of calls) {
      try {
        call(...args);
      } catch (error) {
        expect(error).toBeInstanceOf(MigError);
      }
    }
  });
});
