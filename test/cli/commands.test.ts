import { describe, expect, it } from "vitest";
import { resourceSlices } from "../../src/dra/index.js";
import * as migpackLibrary from "../../src/index.js";
import { featureFile, gpuLabels, nodeGpusFromNode } from "../../src/kubernetes/index.js";
import { migConfigForNodes } from "../../src/mig-parted/index.js";
import { emitCommands, readNvidiaSmi } from "../../src/nvidia-smi/index.js";
import { renderLayout } from "../../src/render/index.js";
import { jsonSchema, schemas } from "../../src/schemas/index.js";
import { line, migpack } from "./program.js";

const { creationOrder, freeStarts, gpuModel, gpuModels, layouts, minGpus, pack, profileSets } = migpackLibrary;

async function json(text: string, world?: Parameters<typeof line>[1]): Promise<unknown> {
  const { status, out, err } = await line(`${text} --json`, world);
  expect([status, err]).toEqual([0, ""]);
  return JSON.parse(out);
}

const OWN = {
  name: "mine",
  memorySlices: 4,
  computeSlices: 2,
  profiles: [{ name: "1g.5gb", computeSlices: 1, memorySlices: 2, starts: [0, 2] }],
};

describe("models", () => {
  it("lists all, or shows one", async () => {
    expect(await json("models")).toEqual(gpuModels());
    expect(await json("models A30-24GB")).toEqual(gpuModel("A30-24GB"));
    const { out } = await line("models");
    expect(out.trimEnd().split("\n")).toHaveLength(gpuModels().length + 1);
    expect(out).toMatch(/^H100-96GB .* inferred$/m);
  });

  it("narrows to a driver", async () => {
    expect(await json("models A100-80GB --driver 515")).toEqual(gpuModel("A100-80GB", { driver: 515 }));
    expect((await line("models A100-80GB --driver 515")).out).toContain("as driver branch 515 has it");
  });

  it("shows what is known of a profile", async () => {
    expect((await line("models A30-24GB")).out).toMatch(/^2g\.12gb +5 +2 +2 .* 2 +- +0,2$/m);
  });
});

describe("fit", () => {
  it("says where, in which order, and the command that makes it", async () => {
    const { status, out } = await line("fit H100-80GB 3g.40gb 1g.10gb --on 2g.20gb@0");
    expect(status).toBe(0);
    const told = migpackLibrary.explain("H100-80GB", ["3g.40gb", "1g.10gb"], { occupied: ["2g.20gb@0"] });
    expect(out).toBe(`${told}\n\n  nvidia-smi mig -cgi 9:4,19:2 -C\n`);
  });

  it("says why not, with status 1", async () => {
    const { status, out, err } = await line("fit H100-80GB 4g.40gb --on 1g.10gb@0");
    expect([status, err]).toEqual([1, ""]);
    expect(out).toContain("4g.40gb needs memory slices 0-3");
    expect(out).not.toContain("nvidia-smi");
  });

  it("prints the Fit and the order as JSON", async () => {
    const model = "H100-80GB";
    const found = migpackLibrary.fit(model, ["1g.10gb", "3g.40gb"]);
    expect(await json("fit H100-80GB 1g.10gb 3g.40gb")).toEqual({
      ...found,
      order: creationOrder(model, ["1g.10gb", "3g.40gb"]),
    });
    const refused = await line("fit H100-80GB 4g.40gb 4g.40gb --json");
    expect(refused.status).toBe(1);
    expect(JSON.parse(refused.out)).toEqual({ ...migpackLibrary.fit(model, ["4g.40gb", "4g.40gb"]), order: null });
  });

  it("names no nvidia-smi command where ids are not known", async () => {
    const { status, out } = await line("fit own.json 1g.5gb", { files: { "own.json": JSON.stringify(OWN) } });
    expect(status).toBe(0);
    expect(out).not.toContain("nvidia-smi");
  });
});

describe("reconfigure", () => {
  const swap = "reconfigure A100-80GB --from 4g.40gb@0,2g.20gb@4 --to 4g.40gb,1g.10gb,1g.10gb";

  it("shows before and after, and the steps between", async () => {
    const { status, out } = await line(`${swap} --commands`);
    expect(status).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "A100-80GB, before
      memory      0        1        2        3        4        5        6        7
              ┌──────────────────────────────────┐┌────────────────┐
              │             4g.40gb              ││    2g.20gb     │ ·······  ·······
              └──────────────────────────────────┘└────────────────┘
      compute  ━━━0━━━  ━━━1━━━  ━━━2━━━  ━━━3━━━  ━━━4━━━  ━━━5━━━  ···6···   none

      after
      memory      0        1        2        3        4        5        6        7
              ┌──────────────────────────────────┐┌───────┐┌───────┐
              │             4g.40gb              ││1g.10gb││1g.10gb│ ·······  ·······
              └──────────────────────────────────┘└───────┘└───────┘
      compute  ━━━0━━━  ━━━1━━━  ━━━2━━━  ━━━3━━━  ━━━4━━━  ━━━5━━━  ···6···   none

      1 stays as running; 1 to destroy, 2 to create:
        1. destroy 2g.20gb@4
        2. create  1g.10gb@4
        3. create  1g.10gb@5

        gi=$(nvidia-smi mig -i 0 -lgi | awk '$7 == "4:2" {print $6}') && : "\${gi:?no instance at 4:2}" && nvidia-smi mig -i 0 -gi "$gi" -dci && nvidia-smi mig -i 0 -gi "$gi" -dgi
        nvidia-smi mig -i 0 -cgi 19:4 -C
        nvidia-smi mig -i 0 -cgi 19:5 -C
      "
    `);
    expect((await line(swap)).out).not.toContain("nvidia-smi");
    expect((await line("reconfigure A30-24GB --from 1g.6gb@0 --to 1g.6gb")).out).toContain("Nothing changes.");
  });

  it("prints what reconfigure answers, with the commands", async () => {
    const { steps, kept, destroyed } = migpackLibrary.reconfigure(
      "A100-80GB",
      ["4g.40gb@0", "2g.20gb@4"],
      ["4g.40gb", "1g.10gb", "1g.10gb"],
    );
    const commands = emitCommands("A100-80GB", steps, { unknownIds: "look-up" });
    expect(await json(swap)).toEqual({ steps, kept, destroyed, commands });
    const lgi = "| GPU instances: |\n|===|\n|  7  MIG 2g.20gb  14  3  4:2 |\n+--+\n|  7  MIG 4g.40gb  5  1  0:4 |\n+--+\n";
    const told = await json(`${swap} --gpu 7 --lgi lgi.txt`, { files: { "lgi.txt": lgi } });
    expect(told).toMatchObject({ steps: [{ gpu: 7 }, { gpu: 7 }, { gpu: 7 }] });
    expect(told).toMatchObject({
      commands: ["nvidia-smi mig -i 7 -gi 3 -dci && nvidia-smi mig -i 7 -gi 3 -dgi", /-cgi 19:4/, /-cgi 19:5/].map((each) =>
        typeof each === "string" ? each : expect.stringMatching(each),
      ),
    });
  });

  it("has no commands where a model of one's own has no IDs, and says so where they are asked for", async () => {
    const files = { "own.json": JSON.stringify(OWN) };
    expect(await json("reconfigure own.json --to 1g.5gb", { files })).toMatchObject({ commands: null });
    const asked = await line("reconfigure own.json --to 1g.5gb --commands", { files });
    expect([asked.status, asked.out]).toEqual([2, ""]);
    expect(asked.err).toContain("the ID of 1g.5gb on mine is not known");
  });

  it("writes the same change for mig-manager: a file and a label", async () => {
    const halves = "reconfigure A30-24GB --from 4g.24gb@0 --to 2g.12gb,2g.12gb --node gpu-1";
    const node = migConfigForNodes([{ name: "gpu-1", gpus: [{ model: "A30-24GB", mig: ["2g.12gb@0", "2g.12gb@2"] }] }]);
    expect(await json(halves)).toMatchObject({ node });
    expect((await line(halves)).out.split("\n\n").slice(3).join("\n\n")).toMatchInlineSnapshot(`
      "By mig-manager, which clears a GPU before it creates, so that nothing stays, and leaves starts to the driver:
        version: v1
        mig-configs:
          migpack-4cf662c4:
          - devices: all
            mig-enabled: true
            mig-devices:
              2g.12gb: 2

        kubectl label nodes gpu-1 nvidia.com/mig.config=migpack-4cf662c4 --overwrite
      "
    `);
    expect((await line("reconfigure A30-24GB --to 2g.12gb --node 'a;b'")).err).toContain("--node: ");
  });

  it("says no, with the reason of fit, to what no GPU holds", async () => {
    const { status, out } = await line("reconfigure A30-24GB --from 1g.6gb@0 --to 4g.24gb,4g.24gb --json");
    expect([status, JSON.parse(out)]).toEqual([1, migpackLibrary.fit("A30-24GB", ["4g.24gb", "4g.24gb"])]);
    expect((await line("reconfigure A30-24GB --to 9g.9gb")).err).toContain("--to[0]: ");
  });
});

describe("compact", () => {
  const fleet = new migpackLibrary.Fleet([
    { model: "H100-80GB", layout: ["4g.40gb@0"] },
    { model: "H100-80GB", layout: ["3g.40gb@0"] },
    { model: "H100-80GB", layout: ["1g.10gb@0", "2g.20gb@4"] },
  ]);
  const files = { "fleet.json": JSON.stringify(fleet) };

  it("shows before and after, what fewer moves free, and the steps", async () => {
    const { status, out, err, written } = await line("compact fleet.json --svg change.svg", { files });
    expect([status, err]).toEqual([0, ""]);
    expect(out).toMatchInlineSnapshot(`
      "3 GPUs in use become 2, with 1 instance moved; no plan frees more, and none that frees as many moves fewer.

      before, H100-80GB: 3 GPUs, 3 in use
              0       1       2       3       4       5       6       7
      1 x │            4g.40gb            │·······│·······│·······│·······│
      1 x │            3g.40gb            │·······│·······│·······│·······│
      1 x │1g.10gb│·······│·······│·······│    2g.20gb    │·······│·······│

      after, H100-80GB: 3 GPUs, 2 in use
              0       1       2       3       4       5       6       7
      1 x │            4g.40gb            │            3g.40gb            │
      1 x │1g.10gb│·······│·······│·······│    2g.20gb    │·······│·······│
      1 x │·······│·······│·······│·······│·······│·······│·······│·······│

      GPUS FREED  MOVES
               1      1

      Steps, in this order:
        1. move    3g.40gb from GPU 1 at 0 to GPU 0 at 4

      change.svg written
      "
    `);
    expect(written["change.svg"]).toContain("before, H100-80GB: 3 GPUs, 3 in use");
  });

  it("prints what compact answers", async () => {
    expect(await json("compact fleet.json", { files })).toEqual(await migpackLibrary.compact(fleet));
    const pinned = [{ gpu: 2, start: 4 }];
    expect(await json("compact - --max-moves 1 --pin 2@4", { files: { "-": JSON.stringify(fleet) } })).toEqual(
      await migpackLibrary.compact(fleet, { maxMoves: 1, pinned }),
    );
    expect(await json("compact fleet.json --time-limit 0", { files })).toMatchObject({ gpusAfter: 3, optimal: false, moves: [] });
  });

  it("tells a terminal how far it is, and answers with the best plan where it is interrupted", async () => {
    const controller = new AbortController();
    controller.abort();
    const stopped = await line("compact fleet.json", { files, interrupt: controller.signal });
    expect(stopped.status).toBe(0);
    expect(stopped.out).toContain("3 GPUs in use, and nothing is freed; not proven to be the best: at least 2 in use");
    expect((await line("compact fleet.json", { files, progress: true })).err).toContain("best so far 2, at least 2");
  });

  it("says what is wrong with a fleet, and where", async () => {
    const wrong = JSON.stringify({ ...fleet.toJSON(), runs: [9, 1] });
    const { status, err } = await line("compact fleet.json", { files: { "fleet.json": wrong } });
    expect([status, err]).toEqual([2, expect.stringContaining("fleet.json: not a valid fleetSnapshot: runs[0]: 9 is no layout")]);
    expect((await line("compact fleet.json --pin 2", { files })).err).toContain("--pin: a place such as 12@4");
    expect((await line("compact fleet.json --pin 2@5", { files })).err).toContain("no instance of GPU 2 starts at 5");
    expect((await line("compact fleet.json --svg -", { files })).status).toBe(2);
  });
});

describe("free", () => {
  it("prints capacity and starts", async () => {
    const answer = await json("free H100-80GB --on 3g.40gb@4,1g.10gb@0");
    const occupied = ["3g.40gb@4", "1g.10gb@0"];
    const starts = gpuModel("H100-80GB").profiles.map(({ name }) => [name, freeStarts("H100-80GB", name, occupied)]);
    expect(answer).toEqual({ capacity: migpackLibrary.capacity("H100-80GB", occupied), starts: Object.fromEntries(starts) });
    const { out } = await line("free H100-80GB --on 3g.40gb@4,1g.10gb@0");
    expect(out).toMatch(/^1g\.10gb +3\/7 +1,2,3$/m);
    expect(out).toMatch(/^3g\.40gb +0\/2 +-$/m);
  });
});

describe("layouts", () => {
  it("prints each layout once, in the library's order", async () => {
    expect(await json("layouts A100-40GB")).toEqual([...layouts("A100-40GB")]);
    expect(await json("layouts A30-24GB --sets --maximal")).toEqual([...profileSets("A30-24GB", { maximal: true })]);
    expect(await json("layouts H100-80GB --count")).toEqual({ count: 723 });
    expect(await json("layouts H100-80GB --count --sets --maximal")).toEqual({ count: 38 });
    expect(await json("layouts H100-80GB --profiles 4g.40gb,3g.40gb --maximal --sets")).toEqual([
      { "3g.40gb": 2 },
      { "3g.40gb": 1, "4g.40gb": 1 },
    ]);
  });

  it("prints one a line for people", async () => {
    const { out } = await line("layouts A30-24GB");
    expect(out.split("\n").slice(0, 3)).toEqual(["(empty)", "1g.6gb@0", "1g.6gb@0,1g.6gb@1"]);
    expect((await line("layouts A30-24GB --count")).out).toBe("26\n");
  });

  it("waits for its reader, holding little", async () => {
    const free = { ...OWN, name: "many", memorySlices: 16, computeSlices: 16 };
    const profiles = [1, 2].map((size) => ({
      name: `p${size}`,
      computeSlices: size,
      memorySlices: size,
      starts: [...Array(17 - size).keys()],
    }));
    const { out } = await line("layouts own.json --count", { files: { "own.json": JSON.stringify({ ...free, profiles }) } });
    expect(Number(out)).toBeGreaterThan(1_000_000);
  });
});

describe("min and pack", () => {
  it("adds up what is repeated, and reads exponents", async () => {
    expect(await json("min H100-80GB 1g.10gb=1e6 1g.10gb=5")).toEqual(minGpus("H100-80GB", { "1g.10gb": 1_000_005 }));
    expect(await json("pack H100-80GB 3g.40gb=5 1g.10gb=7")).toEqual(pack("H100-80GB", { "3g.40gb": 5, "1g.10gb": 7 }));
  });

  it("reads a demand file, YAML or JSON, or standard input", async () => {
    const wanted = pack("A30-24GB", { "1g.6gb": 9, "2g.12gb": 1 });
    const yaml = "# nine and one\nmodel: A30-24GB\nabout: a test\ndemand:\n  1g.6gb: 9\n  2g.12gb: 1\n";
    const files = { "d.yaml": yaml, "-": yaml, "d.json": '{"model":"A30-24GB","demand":{"1g.6gb":9,"2g.12gb":1}}' };
    for (const file of Object.keys(files)) expect(await json(`pack ${file}`, { files })).toEqual(wanted);
    const own = JSON.stringify({ model: OWN, demand: { "1g.5gb": 3 } });
    expect(await json("min own.json", { files: { "own.json": own } })).toMatchObject({ gpus: 2 });
  });

  it("shows the groups and the proof", async () => {
    const { out } = await line("pack A30-24GB 1g.6gb=8");
    expect(out).toMatchInlineSnapshot(`
      "A30-24GB: 2 GPUs
              0       1       2       3
      2 x │1g.6gb │1g.6gb │1g.6gb │1g.6gb │

      2 GPUs of A30-24GB, and no fewer.

      What runs out: memory slices. Score the instances so:
        1g.6gb 1, 1g.6gb+me 1, 2g.12gb 2, 2g.12gb+me 2, 4g.24gb 4
      No layout of one GPU scores more than 4; the score of the demand, divided by 4 and rounded up, is 2.
      "
    `);
    expect((await line("min A30-24GB 1g.6gb=0")).out).toBe("0 GPUs of A30-24GB, and no fewer. There is nothing to place.\n");
    expect((await line("min H100-80GB 4g.40gb=3")).out).toContain("scores more than 1, and the demand scores 3.");
  });
});

describe("render", () => {
  it("draws for the terminal, as wide as it is", async () => {
    const { out } = await line("render H100-80GB 3g.40gb@4", { columns: 60 });
    expect(out).toBe(`${renderLayout("H100-80GB", ["3g.40gb@4"], { width: 60 })}\n`);
    const tiny = await line("render H100-80GB 3g.40gb@4", { columns: 3 });
    expect(tiny.status).toBe(0);
  });

  it("writes SVG", async () => {
    const svg = renderLayout("A30-24GB", ["2g.12gb@0"], { format: "svg", theme: "dark", title: "<&>" });
    const { out, written } = await line("render A30-24GB 2g.12gb@0 --svg gpu.svg --theme dark --title <&>");
    expect([out, written]).toEqual(["gpu.svg written\n", { "gpu.svg": `${svg}\n` }]);
    expect((await line("render A30-24GB 2g.12gb@0 --svg - --theme dark --title <&>")).out).toBe(`${svg}\n`);
    expect(await json("render A30-24GB 2g.12gb@0 --svg - --theme dark --title <&>")).toMatchObject({ model: "A30-24GB", svg });
  });
});

describe("convert", () => {
  it("reads nvidia-smi", async () => {
    const text = "GPU 0: NVIDIA A30 (UUID: GPU-1)\n  MIG 2g.12gb     Device  0: (UUID: MIG-1)\n";
    const files = { "L.txt": text };
    expect(await json("convert --from nvidia-smi --name n1 L.txt", { files })).toEqual(readNvidiaSmi(text, { name: "n1" }));
    expect((await line("convert --from nvidia-smi L.txt", { files })).out).toBe(
      "GPU 0: A30-24GB\n\n1 x 2g.12gb; the text does not tell where\n",
    );
  });
});

describe("convert from a cluster", () => {
  const node = { name: "gpu-1", strategy: "mixed" as const, gpus: [{ model: "H100-80GB", mig: ["3g.40gb@4", "1g.10gb@0"] }] };
  const object = (name: string) => ({ apiVersion: "v1", kind: "Node", metadata: { name, labels: gpuLabels(node) } });

  it("reads labels: a Node, a List, or a feature file", async () => {
    const files = {
      "node.json": JSON.stringify(object("gpu-1")),
      "nodes.json": JSON.stringify({ apiVersion: "v1", kind: "List", items: [object("gpu-1"), object("gpu-2")] }),
      "features.d": featureFile(gpuLabels(node)),
    };
    const read = nodeGpusFromNode(object("gpu-2"));
    expect(read.instances).toEqual({ "1g.10gb": 1, "3g.40gb": 1 });
    expect(await json("convert --from gfd node.json --name gpu-2", { files })).toEqual({ ...read, name: "gpu-2" });
    expect(await json("convert --from gfd nodes.json --name gpu-2", { files })).toEqual(read);
    expect(await json("convert --from gfd features.d", { files })).toMatchObject({ instances: read.instances });
    expect(await line("convert --from gfd nodes.json", { files })).toMatchObject({
      status: 2,
      err: "migpack: nodes.json: speaks of 2 nodes; --name chooses one: gpu-1, gpu-2\n",
    });
  });

  it("reads a scrape of dcgm-exporter", async () => {
    const labels =
      'gpu="0",UUID="GPU-b4895dbf-9350-2524-a89b-98161ddd9fe4",modelName="NVIDIA H100 80GB HBM3",GPU_I_PROFILE="3g.40gb",GPU_I_ID="2",hostname="n1"';
    const files = { "m.prom": `# TYPE DCGM_FI_DEV_FB_USED gauge\nDCGM_FI_DEV_FB_USED{${labels}} 14\n` };
    expect(await json("convert --from dcgm m.prom", { files })).toMatchObject({ name: "n1", instances: { "3g.40gb": 1 } });
  });

  it("reads ResourceSlices, with starts", async () => {
    const withUuids = {
      ...node,
      gpus: [
        {
          model: "H100-80GB",
          uuid: "GPU-b4895dbf-9350-2524-a89b-98161ddd9fe4",
          mig: [{ profile: "3g.40gb", start: 4, uuid: "MIG-7089d0f3-293f-58c9-8f8c-5ea666eedbde" }],
        },
      ],
    };
    const files = {
      "s.json": JSON.stringify({ kind: "ResourceSliceList", items: resourceSlices(withUuids, { form: "static" }) }),
    };
    expect((await line("convert --from resourceslice s.json", { files })).out).toContain("3g.40gb");
    expect(await json("convert --from resourceslice s.json", { files })).toMatchObject({
      gpus: [{ model: "H100-80GB", mig: [{ profile: "3g.40gb", start: 4, size: 4 }] }],
    });
  });

  it("says what a file does not hold", async () => {
    const files = { "x.yaml": "kind: Service\n" };
    for (const [from, needed] of [
      [
        "gfd",
        "Node and no NodeFeature, as printed by kubectl get node -o yaml; a feature file of gpu-feature-discovery does as well",
      ],
      ["resourceslice", "ResourceSlice, as printed by kubectl get resourceslices -o yaml"],
    ] as const) {
      const { status, err } = await line(`convert --from ${from} x.yaml`, { files });
      expect([status, err]).toEqual([2, `migpack: x.yaml: holds no ${needed}\n`]);
    }
  });
});

describe("check", () => {
  const files = {
    "config.yaml": "version: v1\nmig-configs:\n  a:\n  - {devices: all, mig-enabled: true, mig-devices: {1g.10gb: 8}}\n",
    "good.yaml": "version: v1\nmig-configs:\n  a:\n  - {devices: all, mig-enabled: true, mig-devices: {1g.10gb: 7}}\n",
    "view.yaml":
      "nodes:\n- {name: n, strategy: mixed, gpus: [{model: H100-80GB, mig: [{profile: 1g.10gb, start: 0, inUse: true}]}]}\n",
  };

  it("prints findings as compilers do, and says no with status 1", async () => {
    const { status, out, err } = await line("check config.yaml --nodes view.yaml", { files });
    expect([status, err]).toEqual([1, ""]);
    expect(out).toMatch(/^config\.yaml:4:\d+: error: node n: 1g\.10gb .* \[IMPOSSIBLE_LAYOUT\]\n\n1 error\n$/);
    const coloured = await line("check config.yaml --nodes view.yaml", { files, colour: true });
    expect(coloured.out).toContain("\u001b[31merror\u001b[0m");
  });

  it("prints them as JSON", async () => {
    const { status, out } = await line("check config.yaml --nodes view.yaml --json", { files });
    expect(status).toBe(1);
    expect(JSON.parse(out)).toEqual([expect.objectContaining({ severity: "error", code: "IMPOSSIBLE_LAYOUT" })]);
    expect(await json("check good.yaml --nodes view.yaml", { files })).toEqual([]);
  });

  it("says what it looked at where nothing is wrong", async () => {
    expect(await line("check good.yaml --nodes view.yaml", { files })).toMatchObject({
      status: 0,
      out: "good.yaml: mig-parted config: nothing found\n",
    });
  });

  it("takes nodes as kubectl prints them", async () => {
    const labels = gpuLabels({ name: "n", strategy: "mixed", gpus: [{ model: "A30-24GB", mig: ["1g.6gb@0"] }] });
    const list = { apiVersion: "v1", kind: "List", items: [{ kind: "Node", metadata: { name: "n", labels } }] };
    const { status, out } = await line("check good.yaml --nodes nodes.json", {
      files: { ...files, "nodes.json": JSON.stringify(list) },
    });
    expect(status).toBe(1);
    expect(out).toContain("UNKNOWN_PROFILE");
  });

  it("judges by the strategy", async () => {
    const { out } = await line("check examples.yaml --strategy single", {
      files: {
        "examples.yaml":
          "version: v1\nmig-configs:\n  a:\n  - {devices: all, mig-enabled: true, mig-devices: {1g.10gb: 1, 2g.20gb: 1}}\n",
      },
    });
    expect(out).toContain("SINGLE_STRATEGY");
  });

  it("refuses what it cannot read, on one line", async () => {
    expect(await line("check x.yaml", { files: { "x.yaml": "a: [" } })).toMatchObject({ status: 2, out: "" });
    expect(await line("check good.yaml --nodes good.yaml", { files })).toMatchObject({
      status: 2,
      err: expect.stringMatching(/^migpack: good\.yaml: holds neither a cluster view nor any Node/),
    });
  });
});

describe("schema and completion", () => {
  it("prints every schema", async () => {
    for (const name of Object.keys(schemas) as (keyof typeof schemas)[]) {
      expect(JSON.parse((await line(`schema ${name}`)).out)).toEqual(jsonSchema(name));
      expect(await json(`schema ${name}`)).toEqual(jsonSchema(name));
    }
  });

  it("completes every command, option and model", async () => {
    for (const shell of ["bash", "zsh", "fish"]) {
      const { out } = await line(`completion ${shell}`);
      for (const word of ["models", "layouts", "maximal", "RTX-PRO-6000-96GB", "packProblem"]) expect(out).toContain(word);
      expect(await json(`completion ${shell}`)).toEqual({ shell, script: out.trimEnd() });
    }
  });
});

describe("colour", () => {
  it("stands only where a terminal takes it, and changes no letter", async () => {
    const plain = await line("render H100-80GB 3g.40gb@4");
    const coloured = await line("render H100-80GB 3g.40gb@4", { colour: true });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences start with one
    expect(coloured.out.replace(/\u001b\[\d+m/g, "")).toBe(plain.out);
    expect(coloured.out).not.toBe(plain.out);
    expect((await line("render H100-80GB 3g.40gb@4 --json", { colour: true })).out).not.toContain("\u001b");
  });
});

describe("help", () => {
  const commands = [
    "",
    "models",
    "fit",
    "free",
    "layouts",
    "min",
    "pack",
    "plan",
    "reconfigure",
    "compact",
    "simulate",
    "check",
    "convert",
    "render",
    "schema",
    "completion",
  ];
  it.each(commands)("%s", async (command) => {
    const { status, out, err } = await migpack(command === "" ? ["--help"] : [command, "--help"]);
    expect([status, err]).toEqual([0, ""]);
    expect(out).toContain("Examples:\n  $ migpack ");
    expect(out).toMatchSnapshot();
  });

  it("prints the version", async () => {
    expect(await line("--version")).toMatchObject({ status: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });
});
