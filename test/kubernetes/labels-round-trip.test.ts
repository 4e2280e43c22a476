/** Layout -> labels -> what a reader of the labels knows, for every model. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fit, type GpuModel, gpuModels, type Layout } from "../../src/index.js";
import { featureFile, gpuLabels, type NodeGpus, nodeFeature, nodeGpusFromNode, readNode } from "../../src/kubernetes/index.js";

/** What fits of a list, taken one by one. */
function laidOut(model: GpuModel, names: readonly string[]): Layout {
  return names.reduce<Layout>((layout, name) => {
    const answer = fit(model, [...layout.map(({ profile }) => profile), name]);
    return answer.fits ? answer.placements : layout;
  }, []);
}

const layoutOf = (model: GpuModel) =>
  fc
    .array(fc.constantFrom(...model.profiles.map(({ name }) => name)), { maxLength: model.maxInstances + 2 })
    .map((names) => laidOut(model, names));
const onModels = fc.constantFrom(...gpuModels()).chain((model) =>
  fc.record({
    model: fc.constant(model),
    product: fc.constantFrom(...model.productNames),
    mig: fc.array(fc.option(layoutOf(model), { nil: undefined }), { minLength: 1, maxLength: 4 }),
  }),
);

function countsOf(layouts: readonly (Layout | undefined)[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const layout of layouts) for (const { profile } of layout ?? []) counts[profile] = (counts[profile] ?? 0) + 1;
  return counts;
}

const asNode = (labels: object) => ({ kind: "Node", metadata: { name: "n1", labels } });
const nodeOf = (strategy: "none" | "single" | "mixed", product: string, layouts: readonly (Layout | undefined)[]): NodeGpus => ({
  name: "n1",
  strategy,
  driver: 610,
  gpus: layouts.map((mig) => ({ model: product, ...(mig === undefined ? {} : { mig }) })),
});

describe("labels, read back", () => {
  it("mixed: the count of every profile, the model, the board, the GPUs and the driver", () => {
    fc.assert(
      fc.property(onModels, ({ model, product, mig }) => {
        const labels = gpuLabels(nodeOf("mixed", product, mig));
        expect(readNode(asNode(labels))).toMatchObject({
          migCapable: true,
          strategy: "mixed",
          valid: true,
          model: model.name,
          gpus: mig.length,
          driver: 610,
          profiles: countsOf(mig),
        });
        expect(readNode(asNode(labels)).profiles).toEqual(countsOf(mig));
        const again = nodeGpusFromNode(asNode(labels));
        expect(again.gpus).toHaveLength(mig.length);
        expect(again.instances ?? {}).toEqual(countsOf(mig));
        expect(nodeGpusFromNode(featureFile(labels))).toEqual({ ...again, name: "" });
        expect(nodeGpusFromNode(nodeFeature("n1", labels))).toEqual(again);
        // What is known by count is labelled as what is known by place, but for GPUs without MIG beside it.
        if (mig.every((layout) => layout !== undefined && layout.length > 0)) expect(gpuLabels(again)).toEqual(labels);
      }),
    );
  });

  it("single: the one profile, or that it is not valid", () => {
    let one = 0;
    fc.assert(
      fc.property(onModels, ({ model, product, mig }) => {
        const read = readNode(asNode(gpuLabels(nodeOf("single", product, mig))));
        const counts = countsOf(mig);
        const enabled = mig.filter((layout) => layout !== undefined);
        const uniform =
          enabled.length === mig.length && enabled.every(({ length }) => length > 0) && Object.keys(counts).length === 1;
        if (uniform) one++;
        expect(read.model).toBe(model.name);
        expect(read.valid).toBe(uniform || enabled.length === 0);
        expect(read.profiles).toEqual(uniform ? counts : {});
        expect(read.gpus).toBe(enabled.length === 0 ? mig.length : null);
      }),
      { numRuns: 300 },
    );
    expect(one).toBeGreaterThan(5);
  });

  it("single: as many of each profile as one GPU holds", () => {
    for (const model of gpuModels())
      for (const { name, maxCount } of model.profiles) {
        const layout = laidOut(
          model,
          Array.from({ length: maxCount }, () => name),
        );
        const node = asNode(gpuLabels(nodeOf("single", model.name, [layout])));
        expect(readNode(node).profiles).toEqual({ [name]: layout.length });
        expect(nodeGpusFromNode(node).gpus).toHaveLength(1);
      }
  });

  it("sharing changes neither counts nor profiles", () => {
    fc.assert(
      fc.property(onModels, fc.constantFrom("single", "mixed"), fc.boolean(), ({ product, mig }, strategy, renamed) => {
        const node = nodeOf(strategy, product, mig);
        const shared = gpuLabels(node, { sharing: { replicas: 3, strategy: "time-slicing", renamed } });
        expect(readNode(asNode(shared))).toEqual(readNode(asNode(gpuLabels(node))));
      }),
    );
  });

  it("every product name, with and without MIG, names its model", () => {
    for (const model of gpuModels())
      for (const product of model.productNames) {
        for (const strategy of ["none", "mixed"] as const) {
          const labels = gpuLabels(nodeOf(strategy, product, [undefined]));
          expect(readNode(asNode(labels)).model).toBe(model.name);
          expect(nodeGpusFromNode(asNode(labels)).gpus).toEqual([{ model: labels["nvidia.com/gpu.product"] }]);
        }
      }
  });
});
