/** The examples for the command line do what their comments say. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { migpack } from "./program.js";

const example = (name: string) => readFileSync(new URL(`../../examples/${name}`, import.meta.url), "utf8");
const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

/** What the test looks at in the manifests. */
interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: {
    readonly completionMode?: string;
    readonly completions?: number;
    readonly parallelism?: number;
    readonly template?: { readonly spec: { readonly containers: readonly Container[] } };
  };
}
interface Container {
  readonly command: readonly string[];
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}

describe("examples/simulation-job.yaml", () => {
  const manifests = parseAllDocuments(example("simulation-job.yaml")).map((document): Manifest => document.toJS());
  const [config, claim, shards, report] = manifests;

  /** The arguments of migpack in the container of a Job, as its pod of that index starts it. */
  function argumentsOf(job: Manifest | undefined, index: number): readonly string[] {
    const [container] = job?.spec?.template?.spec.containers ?? [];
    const [npx, yes, program, ...argv] = container?.command ?? [];
    expect([npx, yes, program]).toEqual(["npx", "--yes", `migpack@${version}`]);
    return argv.map((word) => word.replace("$(JOB_COMPLETION_INDEX)", String(index)));
  }

  it("simulates what examples/simulation.yaml says", () => {
    expect(manifests.map(({ kind }) => kind)).toEqual(["ConfigMap", "PersistentVolumeClaim", "Job", "Job"]);
    expect(parse(config?.data?.["simulation.yaml"] ?? "")).toEqual(parse(example("simulation.yaml")));
    expect([config, claim, shards].map((one) => one?.metadata.name)).toEqual(Array(3).fill("migpack-simulation"));
  });

  it("joins what its pods report to the report of one machine, bit for bit", async () => {
    expect(shards?.spec).toMatchObject({ completionMode: "Indexed", completions: 4, parallelism: 4 });
    const spec = { "/spec/simulation.yaml": config?.data?.["simulation.yaml"] ?? "" };
    const reports: Record<string, string> = {};
    for (let index = 0; index < (shards?.spec?.completions ?? 0); index++) {
      const env = { JOB_COMPLETION_INDEX: String(index) };
      const { status, err, written } = await migpack(argumentsOf(shards, index), { files: spec, env });
      expect([status, err]).toEqual([0, ""]);
      Object.assign(reports, written);
    }
    expect(Object.keys(reports)).toHaveLength(4);
    const joined = await migpack(argumentsOf(report, 0), { files: reports });
    expect([joined.status, joined.err]).toEqual([0, ""]);
    const whole = await migpack(["simulate", "/spec/simulation.yaml", "--out", "whole"], { files: spec });
    expect(joined.out).toBe(whole.out);
    expect(Object.values(joined.written)).toEqual([whole.written.whole]);
  });
});
