import { describe, expect, it } from "vitest";
import { gpuModels, MigError } from "../../src/index.js";
import { profileOfResource, qualifiedResourceName, resourceName } from "../../src/kubernetes/index.js";
import { describeWithFacts, readFact } from "../support/facts.js";
import { junk } from "../support/junk.js";

const refusal = (body: () => unknown): MigError | null => {
  try {
    body();
    return null;
  } catch (error) {
    if (error instanceof MigError) return error;
    throw error;
  }
};

describe("resourceName", () => {
  it.each([
    ["1g.10gb", "nvidia.com/mig-1g.10gb"],
    ["1g.10gb+me", "nvidia.com/mig-1g.10gb.me"],
    ["1g.24gb+me.all", "nvidia.com/mig-1g.24gb.me.all"],
    ["4g.96gb+gfx", "nvidia.com/mig-4g.96gb.gfx"],
    ["1g.24gb-me", "nvidia.com/mig-1g.24gb-me"],
    ["7c.7g.80gb", "nvidia.com/mig-7g.80gb"],
    ["MIG 1g.10gb", "nvidia.com/mig-1g.10gb"],
  ])("%s is %s", (profile, resource) => {
    expect(resourceName(profile)).toBe(resource);
    expect(resourceName(profile, "mixed")).toBe(resource);
    expect(resourceName(profile, "single")).toBe("nvidia.com/gpu");
  });

  it("offers no parts of GPU instances under mixed, and says what it offers", () => {
    expect(refusal(() => resourceName("1c.3g.40gb"))).toMatchObject({
      code: "INVALID_PROFILE",
      message: expect.stringContaining("nvidia.com/mig-3g.40gb"),
    });
    expect(resourceName("1c.3g.40gb", "single")).toBe("nvidia.com/gpu");
  });

  it("refuses what Kubernetes would", () => {
    expect(refusal(() => resourceName("1g.24gb+me,gfx"))?.code).toBe("INVALID_INPUT");
    expect(refusal(() => resourceName(`1g.24gb+${"m".repeat(60)}`))?.code).toBe("INVALID_INPUT");
    expect(refusal(() => resourceName("1g.10gb", "none" as "mixed"))?.code).toBe("INVALID_INPUT");
  });
});

describe("profileOfResource", () => {
  it("is the way back, for every profile of every model, shared or not", () => {
    for (const model of gpuModels())
      for (const { name } of model.profiles) {
        expect(profileOfResource(resourceName(name))).toBe(name);
        expect(profileOfResource(`${resourceName(name)}.shared`)).toBe(name);
      }
  });

  it.each([
    "nvidia.com/gpu",
    "nvidia.com/gpu.shared",
    "amd.com/mig-1g.10gb",
    "mig-1g.10gb",
    "1g.10gb",
    "nvidia.com/mig-",
    "nvidia.com/mig-.shared",
    "nvidia.com/mig-1g.10gb+me",
    "nvidia.com/mig-01g.10gb",
    "nvidia.com/mig-1c.3g.40gb",
    "nvidia.com/mig-1g.10gb.shared.shared.",
    "nvidia.com/mig-nvidia.com/mig-1g.10gb",
    "requests.nvidia.com/mig-1g.10gb",
  ])("%s is none", (resource) => {
    expect(profileOfResource(resource)).toBeNull();
  });
});

describe("junk", () => {
  it.each(junk)("%s is refused by MigError, or is no MIG resource", (_, value) => {
    refusal(() => resourceName(value as string));
    refusal(() => resourceName("1g.10gb", value as "mixed"));
    refusal(() => qualifiedResourceName(value as string));
    expect(profileOfResource(value as string)).toBeNull();
  });
});

describeWithFacts("the device plugin's own NewResourceName", () => {
  const { resourceNames } = JSON.parse(readFact("vectors/device-plugin/config.json")) as {
    resourceNames: { in: string; out: string; error?: string }[];
  };
  it.each(resourceNames)("$in", ({ in: name, out, error }) => {
    if (error === undefined) expect(qualifiedResourceName(name)).toBe(out);
    else expect(refusal(() => qualifiedResourceName(name))?.message).toBe(error);
  });
});
