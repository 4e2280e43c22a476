/** Scrapes: recorded ones, printed ones, and what is refused. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DcgmSample, readDcgmMetrics } from "../../src/dcgm/index.js";
import { MigError } from "../../src/index.js";
import { describeWithFacts, readFact } from "../support/facts.js";
import { junk } from "../support/junk.js";
import { PATIENCE_MS } from "../support/patience.js";
import { printScrape } from "./printer.js";

describeWithFacts("recorded scrapes", () => {
  test.each(["dcgm/mig-Hostname-4.5.3-4.8.2.prom", "dcgm/mig-hostname-lowercase.prom"])("%s", (file) => {
    const gpu = { gpu: 0, uuid: "GPU-b4895dbf-9350-2524-a89b-98161ddd9fe4", modelName: "NVIDIA H100 80GB HBM3", host: "node1" };
    const common = { ...gpu, driver: 550 };
    expect(readDcgmMetrics(readFact(`vectors/${file}`))).toEqual([
      {
        ...common,
        profile: "3g.40gb",
        instanceId: 2,
        metrics: { DCGM_FI_DEV_FB_USED: 1024, DCGM_FI_DEV_XID_ERRORS: 0, DCGM_FI_PROF_GR_ENGINE_ACTIVE: 0.995687 },
        pod: { namespace: "default", pod: "train-0", container: "main" },
      },
      {
        ...common,
        profile: "2g.20gb",
        instanceId: 3,
        metrics: { DCGM_FI_DEV_FB_USED: 14, DCGM_FI_PROF_GR_ENGINE_ACTIVE: 0 },
      },
      { ...common, profile: "1g.10gb", instanceId: 9, metrics: { DCGM_FI_DEV_FB_USED: 14 } },
      { ...common, profile: "1g.10gb+me", instanceId: 13, metrics: { DCGM_FI_DEV_FB_USED: 14 } },
      // The line with quotes and a backslash in a label.
      { ...common, profile: null, instanceId: null, metrics: { DCGM_FI_DEV_GPU_TEMP: 36 } },
    ]);
  });
  test("the documentation's A100, of an exporter that prints no model", () => {
    const samples = readDcgmMetrics(readFact("vectors/fetched-data/docs-a100-mig-sample.prom"));
    expect(samples.map(({ profile, instanceId, host, modelName }) => ({ profile, instanceId, host, modelName }))).toEqual([
      { profile: null, instanceId: null, host: "ub20-a100-k8s", modelName: "" },
      { profile: "1g.5gb", instanceId: 13, host: "ub20-a100-k8s", modelName: "" },
    ]);
    expect(samples[0]?.metrics).toMatchObject({ DCGM_FI_DEV_FB_USED: 4845, DCGM_FI_DEV_POWER_USAGE: 409.692 });
    expect(samples[1]?.metrics).toMatchObject({ DCGM_FI_PROF_GR_ENGINE_ACTIVE: 0.995687 });
  });
});

const GPU = 'gpu="0",UUID="GPU-0"';
const line = (labels: string, value: string | number = 1, name = "DCGM_FI_X") => `${name}{${labels}} ${value}\n`;
const only = (text: string): DcgmSample => {
  const [sample, ...more] = readDcgmMetrics(text);
  if (sample === undefined || more.length > 0) throw new Error(`not one sample: ${more.length}`);
  return sample;
};

describe("labels", () => {
  test("of every exporter", () => {
    expect(only(line('gpu="3",uuid="GPU-3",Hostname="a"'))).toMatchObject({ gpu: 3, uuid: "GPU-3", host: "a" });
    expect(only(line(`${GPU},hostname="b"`))).toMatchObject({ host: "b" });
    const old = only(line(`${GPU},container_name="c",pod_name="p",pod_namespace="n"`));
    expect(old.pod).toEqual({ namespace: "n", pod: "p", container: "c" });
  });
  test("renamed by Prometheus: the plain ones are the exporter's own", () => {
    const own = 'pod="nvidia-dcgm-exporter-x",namespace="gpu-operator",container="exporter"';
    const { pod } = only(line(`${GPU},${own},exported_pod="p",exported_namespace="n",exported_container="c"`));
    expect(pod).toEqual({ namespace: "n", pod: "p", container: "c" });
  });
  test("an idle device has empty pod labels and no pod", () => {
    expect(only(line(`${GPU},container="",namespace="",pod=""`))).not.toHaveProperty("pod");
  });
  test("an instance whose name DCGM does not know", () => {
    expect(only(line(`${GPU},GPU_I_PROFILE="<<<NULL>>>",GPU_I_ID="7"`))).toMatchObject({ profile: null, instanceId: 7 });
  });
  test("instances are told apart by host, GPU and id", () => {
    const text = ["a", "b"].flatMap((host) =>
      [0, 1].flatMap((gpu) =>
        [1, 2].map((id) => line(`gpu="${gpu}",UUID="GPU-${gpu}",GPU_I_PROFILE="1g.5gb",GPU_I_ID="${id}",hostname="${host}"`)),
      ),
    );
    expect(readDcgmMetrics(text.join(""))).toHaveLength(8);
  });
  test("escaped by the grammar", () => {
    expect(only(line(`${GPU},modelName="a \\"b\\" \\\\ c\\n"`)).modelName).toBe('a "b" \\ c\n');
  });
  test.each([
    ['he said "hi" \\ there', 'he said "hi" \\ there'],
    ['ends with a quote"', 'ends with a quote"'],
    ["ends with a backslash\\", "ends with a backslash\\"],
    ['a, b="c', 'a, b="c'],
    ['closed"} 5', 'closed"} 5'],
    ["closed} 5", "closed} 5"],
  ])("not escaped: %s", (written, read) => {
    const text = `${line(`${GPU},modelName="${written}",hostname="h"`)}${line(`${GPU},hostname="h"`, 2, "B")}`;
    expect(only(text)).toMatchObject({ modelName: read, host: "h", metrics: { DCGM_FI_X: 1, B: 2 } });
  });
  test("no pod label can pass itself off as another", () => {
    expect(only(line(`${GPU},odd="x",gpu="5",UUID="other"`))).toMatchObject({ gpu: 0, uuid: "GPU-0" });
  });
  test("blanks, a comma at the end, quoted names", () => {
    const text = 'A { gpu = "0" , UUID="GPU-0", "a.b"="c" , } 1\n';
    expect(only(text).metrics).toEqual({ A: 1 });
  });
});

describe("values", () => {
  test.each<[string, number]>([
    ["0.995687", 0.995687],
    ["1.5e+3", 1500],
    [".5", 0.5],
    ["5.", 5],
    ["+1", 1],
    ["-1E-2", -0.01],
    ["7 1700000000000", 7],
    ["7\t-1", 7],
    ["7  ", 7],
  ])("%j", (written, value) => {
    expect(only(line(GPU, written)).metrics).toEqual({ DCGM_FI_X: value });
  });
  test.each(["NaN", "nan", "+Inf", "-Inf", "inf", "Infinity"])("%s is no measurement", (written) => {
    expect(only(line(GPU, written)).metrics).toEqual({});
  });
  test("of several for one instance the largest", () => {
    const text = [1, 3, 2].map((value) => line(`${GPU},pod="p${value}"`, value)).join("");
    expect(only(text)).toMatchObject({ metrics: { DCGM_FI_X: 3 }, pod: { pod: "p1" } });
  });
  test("a metric of any name", () => {
    const sample = only(`${line(GPU, 1, "__proto__")}${line(GPU, 2, "constructor")}`);
    expect(Object.entries(sample.metrics)).toEqual([
      ["__proto__", 1],
      ["constructor", 2],
    ]);
  });
});

test("other lines are passed over", () => {
  const text = `# HELP a b "c" {
# TYPE a nonsense
#
#EOF

   \t
go_goroutines 12
process_cpu_seconds_total 1.5 1700000000000
DCGM_FI_DEV_NVLINK_BANDWIDTH_TOTAL{nvlink="1",gpu="0",gpu_uuid="GPU-0",hostname="h"} 5
DCGM_FI_DEV_CPU_TEMP{cpu="0",hostname="h"} 5
http_requests{gpu="zero",uuid="x"} 1
empty{} 1
{"a.b",gpu="0",UUID="GPU-0"} 1
`;
  expect(readDcgmMetrics(text)).toEqual([]);
  expect(readDcgmMetrics("")).toEqual([]);
  expect(readDcgmMetrics(line(GPU).replaceAll("\n", "\r\n"))).toHaveLength(1);
  expect(readDcgmMetrics(line(GPU).trimEnd())).toHaveLength(1);
});

describe("a broken exposition is refused with the line", () => {
  test.each([
    "A",
    "A{",
    'A{gpu="0",UUID="GPU-0"}',
    'A{gpu="0",UUID="GPU-0',
    'A{gpu="0",UUID="GPU-0"',
    'A{gpu="0",UUID="GPU-0} 1',
    'A{gpu="0,UUID="GPU-0"} 1',
    'A{gpu="0" UUID="GPU-0"} 1',
    "A{gpu=0} 1",
    'A{0gpu="0"} 1',
    'A{gpu="0",UUID="GPU-A{gpu="0",UUID="GPU-0"} 1',
    'A{gpu="0",UUID="GPU-0",device="nA{gpu="1",UUID="GPU-1"} 1',
    "A{} one",
    "A{} 0x10",
    "A{} 1_000",
    "A{} 1e400",
    "A{} 1,5",
    "A{} -nan",
    "A{} ERROR - FAILED TO CONVERT TO STRING",
    "A{} 1 2 3",
    "A{} 1 1.5",
    "hello world",
    "<html>",
    "1 2",
    '{"gpu": 0}',
    "\u00e9 1",
  ])("%s", (text) => {
    expect(() => readDcgmMetrics(`# TYPE A gauge\r\n\n${text}\nA 1`)).toThrow(/^line 3: /);
    expect(() => readDcgmMetrics(text)).toThrow(MigError);
  });
});

const name = fc.constantFrom("DCGM_FI_DEV_FB_USED", "DCGM_FI_PROF_GR_ENGINE_ACTIVE", "DCGM_FI_DEV_XID_ERRORS", "__proto__");
const value = fc.oneof(
  fc.integer({ min: 0, max: 2 ** 40 }),
  fc.integer({ min: 1, max: 999_999 }).map((n) => n / 1e6),
);
const word = (chars: string) => fc.array(fc.constantFrom(...chars), { maxLength: 8 }).map((letters) => letters.join(""));

function scrape(text: fc.Arbitrary<string>): fc.Arbitrary<readonly DcgmSample[]> {
  const instance = fc
    .constantFrom("1g.10gb", "3g.40gb", "1g.10gb+me")
    .chain((profile) => fc.nat(14).map((instanceId): Pick<DcgmSample, "profile" | "instanceId"> => ({ profile, instanceId })));
  const some = text.map((text) => `x${text}`);
  const metrics = fc.array(fc.tuple(name, value), { minLength: 1 }).map((entries) => Object.fromEntries(entries));
  const sample = fc
    .record({
      gpu: fc.nat(7),
      which: fc.oneof(fc.constant({ profile: null, instanceId: null }), instance),
      modelName: text,
      host: fc.option(some),
      metrics,
      pod: fc.option(fc.record({ namespace: text, pod: some, container: text })),
      driver: fc.option(fc.constantFrom(515, 550, 580)),
    })
    .map(({ gpu, which, modelName, host, metrics, pod, driver }): DcgmSample => {
      const rest = { ...(pod === null ? {} : { pod }), ...(driver === null ? {} : { driver }) };
      return { gpu, uuid: `GPU-${gpu}`, modelName, host, ...which, metrics, ...rest };
    });
  return fc.uniqueArray(sample, { selector: ({ host, gpu, instanceId }) => JSON.stringify([host, gpu, instanceId]) });
}

describe("what is printed is read", () => {
  const sorted = (samples: readonly DcgmSample[]) => samples.map((sample) => JSON.stringify(sample, keyOrder)).sort();
  const keyOrder = (_: string, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  const era = fc.record({
    host: fc.constantFrom("Hostname" as const, "hostname" as const),
    uuid: fc.constantFrom("UUID" as const, "uuid" as const),
    pods: fc.constantFrom(["pod", "namespace", "container"] as const, ["pod_name", "pod_namespace", "container_name"] as const),
  });

  // Without backslashes, by which the two spellings of a value differ, and without "," and "}", which may end it.
  test("with quotes that nobody escaped", () => {
    fc.assert(
      fc.property(scrape(word('ab" =')), era, (samples, era) => {
        const read = readDcgmMetrics(printScrape(samples, { ...era, escape: false }));
        expect(sorted(read)).toEqual(sorted(samples));
        expect(JSON.parse(JSON.stringify(read))).toEqual(read);
      }),
    );
  });
  test("with everything escaped", () => {
    fc.assert(
      fc.property(scrape(word('ab"\\,={}\n')), era, (samples, era) => {
        expect(sorted(readDcgmMetrics(printScrape(samples, { ...era, escape: true })))).toEqual(sorted(samples));
      }),
    );
  });
  test("a text cut anywhere is read or refused, and never read as more", () => {
    fc.assert(
      fc.property(scrape(word("ab")), era, fc.nat(), (samples, era, cut) => {
        const text = printScrape(samples, { ...era, escape: false });
        try {
          expect(readDcgmMetrics(text.slice(0, cut % (text.length + 1))).length).toBeLessThanOrEqual(samples.length);
        } catch (error) {
          expect(error).toBeInstanceOf(MigError);
        }
      }),
    );
  });
});

describe("whatever is passed: an answer or a MigError, soon", () => {
  const LIMIT = 1 << 20;
  const full = (unit: string) => unit.repeat(Math.floor(LIMIT / unit.length));
  const lines = (unit: string) => full(`${unit}\n`);
  const texts: readonly (readonly [string, unknown])[] = [
    ...junk,
    ["newlines", full("\n")],
    ["short lines", lines("a 1")],
    ["comments", lines("# x")],
    ["blanks", full(" ")],
    ["one name", full("a")],
    ["digits", `a ${full("1")}x`],
    ["a thousand lines of digits", lines(`a ${"1".repeat(1000)}x`)],
    ["quotes", `a{a="${full('"')}`],
    ["an open value", `a{a="${full("\\")}`],
    ["escapes", lines(`a{a="${'\\"'.repeat(30_000)}"} 1`)],
    ["labels", lines(`a{${'l="",'.repeat(10_000)}} 1`)],
    ["many labels", lines(`a{${Array.from({ length: 5_000 }, (_, i) => `l${i}="",`).join("")}} 1`)],
    ["betweens", lines(`a{a="${'",b="'.repeat(10_000)}\\"} 1`)],
    ["braces", lines(`a{a="${'"}'.repeat(30_000)} 1`)],
    ["blanks after quotes", lines(`a{a="${`"${" ".repeat(200)}`.repeat(300)}"} 1`)],
    ["blanks before a value", lines(`a{}${" \t".repeat(30_000)}x`)],
    [
      "instances",
      Array.from({ length: 25_000 }, (_, i) => line(`${GPU},GPU_I_ID="${i}"`))
        .join("")
        .slice(0, LIMIT),
    ],
  ];
  test.each(texts)("%s", (_, text) => {
    const begin = performance.now();
    try {
      (readDcgmMetrics as (text: unknown) => unknown)(text); // on purpose anything
    } catch (error) {
      expect(error).toBeInstanceOf(MigError);
      if (typeof text === "string") expect(String(error)).not.toContain("an argument cannot be read");
    }
    expect(performance.now() - begin).toBeLessThan(PATIENCE_MS);
  });
  test("anything made of its own words", () => {
    const words = fc.constantFrom(
      'A{gpu="0",UUID="G"',
      ',GPU_I_ID="1"',
      "}",
      " 1",
      "\n",
      "#",
      '"',
      "\\",
      "{",
      ",",
      "=",
      "NaN",
      " ",
      "\r",
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 30 }), (parts) => {
        try {
          readDcgmMetrics(parts.join(""));
        } catch (error) {
          expect((error as MigError).message).toMatch(/^line \d+: /); // nothing else has one
        }
      }),
    );
  });
});
