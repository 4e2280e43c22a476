/** Recorded sessions with real drivers, given to MigDriver command by command: it must say what they said. */
import { expect, test } from "vitest";
import { gpuModel, MigError } from "../../src/index.js";
import { parseComputeInstances, parseGpuInstanceProfiles, parseGpuInstances } from "../../src/nvidia-smi/index.js";
import { type IdMap, MigDriver } from "../../src/testing/index.js";
import { describeWithFacts, readFact } from "../support/facts.js";
import { NvidiaSmi } from "./nvidia-smi.js";

interface Session {
  readonly model: string;
  readonly file: string;
  readonly idMap?: IdMap;
  readonly gpu?: number;
  /** What was done before the record begins. */
  readonly before?: readonly string[];
  /** Default: those behind the prompts of the record. */
  readonly commands?: readonly string[];
  /** The rest of what was done in the same state, recorded in other files. */
  readonly also?: readonly string[];
}

const SESSIONS: readonly Session[] = [
  { model: "A100-40GB", file: "A100-40GB.docs.cgi-14-5x19" },
  // Its two halves come from two cards: the answers to -cgi are direct, and its -lgi is swapped.
  { model: "A100-40GB", file: "A100-40GB.r450.lgi", idMap: "swapped", commands: ["mig -cgi 9,9"] },
  { model: "A100-40GB", file: "A100-40GB.docs.lci-3x1c", idMap: "swapped", before: ["mig -cgi 9,9"] },
  { model: "A100-40GB", file: "A100-40GB.mig-k8s-docs.lgi", commands: ["mig -cgi 19,19,19,19,19,19,19"] },
  { model: "A100-40GB", file: "A100-40GB.aws.cgi-7x19", idMap: "swapped" },
  { model: "A100-40GB", file: "A100-40GB-PCIe.esxi.cgi-9-19-14-19", idMap: "swapped", commands: ["mig -cgi 9,19,14,19"] },
  {
    model: "A100-40GB",
    file: "A100-40GB.ssup2.lgip-2-after-4g",
    idMap: "swapped",
    commands: ["mig -cgi 4g.20gb"],
  },
  { model: "A100-40GB", file: "A100-40GB.ssup2.lgip-1-empty", commands: [] },
  {
    model: "A100-40GB",
    file: "A100-40GB.ssup2.lgi",
    idMap: "swapped",
    commands: ["mig -cgi 5,14,19", "mig -gi 9 -cci 0", "mig -gi 3 -cci 0,0", "mig -gi 2 -cci"],
    also: ["A100-40GB.ssup2.lci"],
  },
  { model: "A100-40GB", file: "A100-40GB-PCIe.pre-r525.lgi-2x3g" },
  {
    model: "A100-40GB",
    file: "A100-40GB-PCIe.pre-r525.lci-3g-and-3x1c",
    before: ["mig -cgi 3g.20gb", "mig -cgi 3g.20gb -C"],
  },
  {
    model: "A100-80GB",
    file: "A100-80GB-PCIe.r515.lci-gi1",
    idMap: "swapped",
    before: ["mig -cgi 9"],
    commands: ["mig -i 0 -gi 1 -cci 1c.3g.40gb,1c.3g.40gb"],
  },
  { model: "A100-80GB", file: "A100-80GB-SXM4.r515.cgi-5-9-C-gpu0", commands: ["mig -i 0 -cgi 5,9 -C"] },
  { model: "A100-80GB", file: "A100-80GB-SXM4.r515.lgi-gpu7", idMap: "swapped", gpu: 7, commands: ["mig -i 7 -cgi 9"] },
  {
    model: "A100-80GB",
    file: "A100-80GB-SXM4.r515.lcip-4g-after-partial-dci",
    idMap: "swapped",
    gpu: 7,
    before: ["mig -i 7 -cgi 5", "mig -i 7 -gi 2 -cci 0,0"],
    commands: ["mig -i 7 -dci -ci 1 -gi 2"],
  },
  {
    model: "A100-80GB",
    file: "A100-80GB-SXM4.r550.cci",
    idMap: "swapped",
    before: ["mig -cgi 5,9"],
    commands: ["mig -i 0 -cci 0,1 -gi 1", "mig -i 0 -cci 0,1 -gi 2"],
  },
  {
    model: "A100-80GB",
    file: "A100-80GB-SXM4.r550.cgi-2g-2g-1g",
    idMap: "swapped",
    gpu: 1,
    commands: ["mig -i 1 -cgi 2g.20gb,2g.20gb,1g.10gb -C"],
  },
  { model: "A30-24GB", file: "A30-24GB.cgi-session" },
  { model: "H100-80GB", file: "H100-80GB.kube-2-blog.cgi-9-14-session" },
  {
    model: "H100-80GB",
    file: "H100-80GB-HBM3.lci",
    commands: ["mig -cgi 19,19,19,19,19,19,19 -C"],
    also: ["H100-80GB-HBM3.lgi"],
  },
  {
    model: "H100-80GB",
    file: "H100-80GB-HBM3.prickle-mig.lgi",
    commands: ["mig -cgi 19,19 -C"],
    also: ["H100-80GB-HBM3.prickle-mig.lci", "H100-80GB-HBM3.prickle-mig.lgip"],
  },
  {
    model: "H100-80GB",
    file: "H100-80GB-HBM3.prickle-mig-mixed.lgi",
    // A 1c in an empty 3g of a Hopper goes to slice 2, not 0 (R34).
    commands: ["mig -cgi 19,20 -C", "mig -cgi 9", "mig -gi 1 -cci 0"],
    also: ["H100-80GB-HBM3.prickle-mig-mixed.lci", "H100-80GB-HBM3.prickle-mig-mixed.lgip"],
  },
  {
    model: "H200-141GB",
    file: "H200.prickle-mig.lgi",
    commands: ["mig -cgi 19,19 -C"],
    also: ["H200.prickle-mig.lci", "H200.prickle-mig.lgip"],
  },
  { model: "H100-94GB", file: "H100-NVL-94GB.r550.cgi-7x19", commands: ["mig -cgi 19,19,19,19,19,19,19 -C"] },
  {
    model: "RTX-PRO-6000-96GB",
    file: "RTX-PRO-6000-SE.cgi-4x14",
    commands: ["mig -i 0 -cgi 1g.24gb,1g.24gb,1g.24gb,1g.24gb -C"],
    also: ["RTX-PRO-6000-SE.lgi-4x14", "RTX-PRO-6000-SE.lci-4x14"],
  },
  { model: "RTX-PRO-6000-96GB", file: "RTX-PRO-6000-SE.cgi-mixed-lgi", commands: ["mig -i 0 -cgi 2g.48gb,1g.24gb,1g.24gb -C"] },
  {
    model: "RTX-PRO-6000-96GB",
    file: "RTX-PRO-6000-SE.dgi-before-dci",
    before: ["mig -cgi 14,14,14,14 -C"],
    commands: ["mig -i 0 -dgi"],
  },
];

const read = (file: string) => readFact(`vectors/nvidia-smi/${file}.txt`);
const said = (text: string) => text.split("\n").filter((line) => /^(Successfully|Unable|Failed)/.test(line));
const prompts = (text: string) => [...text.matchAll(/^\S*\$ (?:sudo )?nvidia-smi (.*)$/gm)].map(([, command = ""]) => command);

/** The rows of a listing in the text; null: there is none. */
function rows<T>(text: string, title: string, parse: (text: string) => readonly T[]): readonly T[] | null {
  return text.includes(title) ? parse(text) : null;
}

function driverOf({ model: name, idMap = "direct", gpu = 0 }: Session) {
  const models = Array.from({ length: gpu + 1 }, () => gpuModel(name));
  const driver = new MigDriver(models, { idMap });
  driver.setMigMode(gpu, true);
  driver.resetGpu(gpu);
  return { driver, smi: new NvidiaSmi(driver, models) };
}

/** Rows as the driver double tells them, in the words of nvidia-smi: compute instances without the attribute (R44). */
function computeRows(driver: MigDriver, gpu: number, name: string) {
  const { profiles } = gpuModel(name);
  return driver.gpuInstances(gpu).flatMap(({ instanceId, profile: gpuInstance }) =>
    driver.computeInstances(gpu, instanceId).map(({ id, profileId, start, size }) => {
      const inside = profiles.find((each) => each.name === gpuInstance)?.computeInstances.find((each) => each.id === profileId);
      const profile = inside?.name.replace(/[+-].*$/, "") ?? "";
      return { gpu, gpuInstanceId: instanceId, name: `MIG ${profile}`, profile, profileId, instanceId: id, start, size };
    }),
  );
}

const sorted = (list: readonly unknown[]) => list.map((each) => JSON.stringify(each, Object.keys(each as object).sort())).sort();

describeWithFacts("recorded sessions", () => {
  test.each(SESSIONS.map((session) => [session.file, session] as const))("%s", (file, session) => {
    const { driver, smi } = driverOf(session);
    const { model, gpu = 0, before = [], commands, also = [] } = session;
    const text = read(file);
    for (const command of before) smi.run(command);
    const printed = (commands ?? prompts(text)).flatMap((command) => smi.run(command));
    const expected = said(text);
    // Drivers before R470 do not print the ids of new compute instances.
    const asPrinted = printed.map((line) =>
      file.includes("docs.lci-3x1c") ? line.replace(/created compute instance ID +\d+/, "created compute instance") : line,
    );
    if (expected.length > 0) expect(asPrinted).toEqual(expected);

    let compared = expected.length;
    for (const each of [text, ...also.map(read)]) {
      const gone = /destroyed GPU instance/.test(each);
      const gpuRows = rows(each, "| GPU instances:", parseGpuInstances);
      const inside = rows(each, "| Compute instances:", parseComputeInstances)?.filter(({ start }) => start >= 0) ?? null;
      const free = rows(each, "| GPU instance profiles:", parseGpuInstanceProfiles);
      if (gpuRows !== null && !gone) expect(sorted(driver.gpuInstances(gpu))).toEqual(sorted(gpuRows));
      if (inside !== null && !gone) expect(sorted(computeRows(driver, gpu, model))).toEqual(sorted(inside));
      for (const row of free ?? []) expect([row.id, driver.remainingCapacity(gpu, row.id)]).toEqual([row.id, row.free]);
      compared += (gpuRows ?? []).length + (inside ?? []).length + (free ?? []).length;
    }
    expect(compared).toBeGreaterThan(0);
  });

  test("before R470, nvidia-smi printed neither ids nor names, and the session runs all the same", () => {
    const { driver, smi } = driverOf({ model: "A100-40GB", file: "", idMap: "swapped" });
    const text = read("A100-40GB.r450.cgi-cci-dci-dgi");
    const printed = prompts(text).flatMap((command) => smi.run(command));
    const bare = printed.map((line) =>
      line
        .replace(/created (GPU|compute) instance ID +\d+/, "created $1 instance")
        .replace(/using profile MIG \S+ \(ID +(\d+)\)/, (_, id) => `using profile ID ${String(id).padStart(2)}`),
    );
    expect(bare).toEqual(said(text));
    expect(driver.gpuInstances(0)).toEqual([]);
  });

  test("the guide's -cgi 9,9 is of a card that is numbered directly, and its -lgi of a swapped one (R26)", () => {
    const text = read("A100-40GB.docs.cgi-9-9-C");
    const direct = driverOf({ model: "A100-40GB", file: "" });
    expect(direct.smi.run("mig -cgi 9,3g.20gb -C")).toEqual(said(text));
    const swapped = driverOf({ model: "A100-40GB", file: "", idMap: "swapped" });
    swapped.smi.run("mig -cgi 9,9");
    expect(sorted(swapped.driver.gpuInstances(0))).toEqual(sorted(parseGpuInstances(text)));
    expect(sorted(direct.driver.gpuInstances(0))).not.toEqual(sorted(parseGpuInstances(text)));
  });

  test("the GH200 that was busy, and then had its OFA taken", () => {
    const { driver, smi } = driverOf({ model: "H100-96GB", file: "" });
    const [busy, lacking, created] = prompts(read("GH200-96GB.cgi-session"));
    const lines = said(read("GH200-96GB.cgi-session"));
    driver.setBusy(0, null, true);
    expect(smi.run(busy ?? "")).toEqual(lines.slice(0, 2));
    driver.setBusy(0, null, false);
    // What the first one of the three said is not in the record.
    expect(smi.run(lacking ?? "").slice(-2)).toEqual(lines.slice(2, 4));
    smi.run("mig -dci");
    smi.run("mig -dgi");
    // Where the three go is the one sequence that the inference misses (R23); the rest is as recorded.
    const starts = (line: string) => line.replace(/GPU instance ID +\d+/, "GPU instance");
    expect(smi.run(created ?? "").map(starts)).toEqual(lines.slice(4).map(starts));
  });

  test("a GPU with MIG mode off lists nothing, tells capacities, and creates nothing", () => {
    const driver = new MigDriver(["H100-80GB"]);
    expect(driver.gpuInstances(0)).toEqual(parseGpuInstances(read("H100-80GB-HBM3.prickle-default.lgi")));
    for (const { id, free } of parseGpuInstanceProfiles(read("H100-80GB-HBM3.prickle-default.lgip"))) {
      expect(driver.remainingCapacity(0, id)).toBe(free);
      expect(driver.createGpuInstance(0, id)).toEqual({ ok: false, error: "NOT_SUPPORTED" });
    }
  });

  test("starts that drivers picked, all but the sequence that the inference misses", () => {
    // The file's own shape, which its "about" describes.
    const { cases } = JSON.parse(readFact("vectors/driver-default-starts.json")) as {
      cases: readonly { model: string; profileIds: readonly number[]; starts: readonly (number | null)[] }[];
    };
    const missed = cases.filter(({ model, profileIds, starts }) => {
      const { driver } = driverOf({ model, file: "" });
      const made = profileIds.map((id) => driver.createGpuInstance(0, id));
      return made.map((each) => (each.ok ? each.value.start : null)).join() !== starts.join();
    });
    expect(cases.length).toBe(16);
    expect(missed.map(({ model, profileIds }) => `${model} ${profileIds}`)).toEqual(["H100-96GB 15,15,15"]);
  });

  test("a text that no session has is refused by the helper of this test", () => {
    const { smi } = driverOf({ model: "A30-24GB", file: "" });
    expect(() => smi.run("mig -frobnicate")).toThrow(/no recorded session/);
    expect(() => new MigDriver(["A30-24GB"]).gpuInstances(1)).toThrow(MigError);
  });
});
