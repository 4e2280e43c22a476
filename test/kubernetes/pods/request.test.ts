import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MigError } from "../../../src/index.js";
import { resourceName } from "../../../src/kubernetes/names.js";
import { type ContainerLike, effectiveMigRequest, type PodLike, podDevices } from "../../../src/kubernetes/pods/index.js";
import { describeWithFacts, readFact } from "../../support/facts.js";
import { junk, spoilt } from "../../support/junk.js";

const SMALL = resourceName("1g.10gb");
const container = (limits: Readonly<Record<string, string | number>>, more: Partial<ContainerLike> = {}): ContainerLike => ({
  resources: { limits },
  ...more,
});
const pod = (containers: readonly ContainerLike[], initContainers: readonly ContainerLike[] = []): PodLike => ({
  spec: { containers, initContainers },
});

interface RecordedContainer {
  readonly name: string;
  readonly restartPolicyAlways?: boolean;
  readonly limits?: Readonly<Record<string, string>>;
}

interface RecordedPod {
  readonly name: string;
  readonly containers: readonly RecordedContainer[];
  readonly initContainers?: readonly RecordedContainer[];
  readonly overhead?: Readonly<Record<string, string>>;
  readonly effective: Readonly<Record<string, string>>;
}

function asContainer({ name, restartPolicyAlways = false, limits = {} }: RecordedContainer): ContainerLike {
  return { name, resources: { limits }, ...(restartPolicyAlways ? { restartPolicy: "Always" } : {}) };
}

describeWithFacts("as PodRequests counts", () => {
  const { pods } = JSON.parse(readFact("vectors/admission/effective-requests.json")) as { readonly pods: readonly RecordedPod[] };
  const names: Readonly<Record<string, string>> = {
    "nvidia.com/gpu": "gpu",
    "nvidia.com/mig-1g.10gb": "1g.10gb",
    "nvidia.com/mig-1g.10gb.me": "1g.10gb+me",
  };
  test.each(pods)("$name", ({ containers, initContainers = [], overhead = {}, effective }) => {
    const spec = { containers: containers.map(asContainer), initContainers: initContainers.map(asContainer), overhead };
    const expected = Object.entries(effective).flatMap(([resource, count]) => {
      const device = names[resource];
      return device === undefined || count === "0" ? [] : [[device, Number(count)]];
    });
    expect(effectiveMigRequest({ spec })).toEqual(Object.fromEntries(expected));
  });
});

describe("effectiveMigRequest", () => {
  test("shared devices are counted apart, and by kind where asked", () => {
    const asking = pod([container({ [SMALL]: 1, [`${SMALL}.shared`]: 2, "nvidia.com/gpu.shared": 3, "nvidia.com/gpu": 1 })]);
    expect(effectiveMigRequest(asking)).toEqual({ "1g.10gb": 1, gpu: 1, shared: 5 });
    expect(podDevices(asking)).toEqual({ own: { "1g.10gb": 1, gpu: 1 }, shared: { "1g.10gb": 2, gpu: 3 } });
  });
  test("requests count where there are no limits, and must be the limits where there are", () => {
    expect(effectiveMigRequest(pod([{ resources: { requests: { [SMALL]: "2" } } }]))).toEqual({ "1g.10gb": 2 });
    expect(() => effectiveMigRequest(pod([{ resources: { limits: { [SMALL]: 2 }, requests: { [SMALL]: 1 } } }]))).toThrow(
      'Invalid value: "1": must be equal to nvidia.com/mig-1g.10gb limit of 2',
    );
  });
  test.each([
    ["500m", 'Invalid value: "500m": must be an integer'],
    ["1.5", 'Invalid value: "1500m": must be an integer'],
    [-1, 'Invalid value: "-1": must be greater than or equal to 0'],
    ["abc", "quantities must match the regular expression"],
    ["1K", "unable to parse quantity's suffix"],
    ["1e18", 'Invalid value: "1e18": more than any node has'],
    [true, 'a quantity is needed, such as "1", not true'],
  ])("%s is refused with its path", (quantity, message) => {
    const bad = pod([container({}), container({ [SMALL]: quantity as string })]); // on purpose anything
    expect(() => effectiveMigRequest(bad)).toThrow(message);
    try {
      effectiveMigRequest(bad);
    } catch (error) {
      expect(error).toMatchObject({ code: "INVALID_INPUT", path: ["spec", "containers", 1, "resources", "limits", SMALL] });
    }
  });
  test("the full grammar of quantities counts", () => {
    expect(effectiveMigRequest(pod([container({ [SMALL]: "1k" }), container({ [SMALL]: "2Ki" })]))).toEqual({ "1g.10gb": 3048 });
  });
  test("what is none of the device plugin's counts for nothing, whatever its quantity", () => {
    const limits = {
      cpu: "abc",
      "nvidia.com/mig-1g.10gb+me": "x",
      "nvidia.com/mig-1c.3g.40gb": 1,
      "amd.com/gpu": 1,
      [SMALL]: "0",
    };
    expect(effectiveMigRequest(pod([container(limits)]))).toEqual({});
  });
  test("nothing where there is no spec, and null for what is absent", () => {
    expect(effectiveMigRequest({})).toEqual({});
    const nulls = { spec: { containers: [{ resources: null, env: null }], initContainers: null, overhead: null } };
    expect(effectiveMigRequest(nulls as unknown as PodLike)).toEqual({}); // as JSON has it
  });
  test("sums beyond counting are refused", () => {
    const most = `${Number.MAX_SAFE_INTEGER}`;
    expect(() => effectiveMigRequest(pod([container({ [SMALL]: most }), container({ [SMALL]: most })]))).toThrow(
      "more than any node has",
    );
  });

  test("the peak over the life of a pod, played through", () => {
    const count = fc.integer({ min: 0, max: 5 });
    const each = fc.record({ a: count, b: count, always: fc.boolean() });
    fc.assert(
      fc.property(fc.array(each, { maxLength: 4 }), fc.array(each, { maxLength: 5 }), count, (main, init, extra) => {
        const limits = ({ a, b }: { a: number; b: number }) => ({ [SMALL]: a, "nvidia.com/gpu": `${b}` });
        const spec = {
          containers: main.map((c) => container(limits(c))),
          initContainers: init.map((c) => container(limits(c), c.always ? { restartPolicy: "Always" } : {})),
          overhead: { [SMALL]: extra },
        };
        const expected = { "1g.10gb": played(main, init, "a") + extra, gpu: played(main, init, "b") };
        const held = effectiveMigRequest({ spec });
        expect({ "1g.10gb": 0, gpu: 0, ...held }).toEqual(expected);
      }),
    );
  });

  test("whatever is passed: an answer or an INVALID_INPUT", () => {
    const whole = {
      spec: { containers: [container({ [SMALL]: 1 })], initContainers: [container({ [SMALL]: 1 })], overhead: { [SMALL]: 1 } },
    };
    for (const [, bad] of junk) {
      for (const broken of spoilt(whole, bad)) {
        try {
          effectiveMigRequest(broken as PodLike);
        } catch (error) {
          expect(error).toBeInstanceOf(MigError);
          expect(error).toMatchObject({ code: "INVALID_INPUT" });
        }
      }
    }
  });
});

interface Step {
  readonly a: number;
  readonly b: number;
  readonly always: boolean;
}

/** Containers start in order and hold what they hold; the most that is held at any moment. */
function played(main: readonly Step[], init: readonly Step[], key: "a" | "b"): number {
  let held = 0;
  let peak = 0;
  for (const step of init) {
    held += step[key];
    peak = Math.max(peak, held);
    if (!step.always) held -= step[key];
  }
  for (const step of main) held += step[key];
  return Math.max(peak, held);
}
