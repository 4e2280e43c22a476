import { describe, expect, test } from "vitest";
import { checkResourceClaim, deviceClass, profileSelector, resourceClaim } from "../../src/dra/index.js";
import { gpuModels } from "../../src/index.js";

describe("resourceClaim", () => {
  test("equal profiles are one request with a count", () => {
    expect(resourceClaim(["1g.10gb", "3g.40gb", "nvidia.com/mig-1g.10gb"], { name: "training" })).toEqual({
      apiVersion: "resource.k8s.io/v1",
      kind: "ResourceClaim",
      metadata: { name: "training" },
      spec: {
        devices: {
          requests: [
            {
              name: "mig-1g-10gb",
              exactly: {
                deviceClassName: "mig.nvidia.com",
                selectors: [{ cel: { expression: "device.attributes['gpu.nvidia.com'].profile == '1g.10gb'" } }],
                allocationMode: "ExactCount",
                count: 2,
              },
            },
            {
              name: "mig-3g-40gb",
              exactly: {
                deviceClassName: "mig.nvidia.com",
                selectors: [{ cel: { expression: "device.attributes['gpu.nvidia.com'].profile == '3g.40gb'" } }],
                allocationMode: "ExactCount",
                count: 1,
              },
            },
          ],
        },
      },
    });
  });

  test("on one GPU, and as a template", () => {
    const plain = resourceClaim(["1g.10gb"], { sameGpu: true });
    expect(plain.spec).toMatchObject({
      devices: { constraints: [{ requests: [], matchAttribute: "gpu.nvidia.com/parentUUID" }] },
    });
    const template = resourceClaim(["1g.10gb"], { sameGpu: true, template: true });
    expect(template).toMatchObject({ kind: "ResourceClaimTemplate", spec: { spec: plain.spec } });
    expect(Object.isFrozen(template.spec)).toBe(true);
  });

  test("requests, classes and resources of all profiles have names of their own", () => {
    const profiles = [...new Set(gpuModels().flatMap((model) => model.profiles.map(({ name }) => name)))];
    const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
    const names = profiles.map((profile) => resourceClaim([profile]).spec).map((spec) => JSON.stringify(spec));
    expect(new Set(names).size).toBe(profiles.length);
    const requests = profiles.map((profile) => {
      const claim = resourceClaim([profile]);
      return claim.kind === "ResourceClaim" ? claim.spec.devices.requests[0]?.name : undefined;
    });
    expect(new Set(requests).size).toBe(profiles.length);
    for (const name of requests) expect(name).toMatch(label);
    expect(new Set(profiles.map((profile) => deviceClass(profile).metadata.name)).size).toBe(profiles.length);
    expect(deviceClass("1g.24gb-me")).toMatchObject({
      metadata: { name: "mig-1g-24gb-no-me.gpu.nvidia.com" },
      spec: { extendedResourceName: "nvidia.com/mig-1g.24gb-me" },
    });
    expect(deviceClass("1g.24gb+me.all").spec.extendedResourceName).toBe("nvidia.com/mig-1g.24gb.me.all");
  });

  test.each([
    [[], {}, /profiles: a list of 1 to 32 profiles is needed/],
    [Array.from({ length: 33 }, () => "1g.10gb"), {}, /profiles: a list of 1 to 32/],
    [["1g.10gb' || true || '"], {}, /attributes that cannot be read/],
    [["1g.10gb+me_"], {}, /no request can be called "mig-1g-10gb-me-"/],
    [["1g.10gb"], { name: "No Name" }, /name: a DNS name/],
    [["1g.10gb"], { sameGpu: "yes" as unknown as boolean }, /sameGpu: true or false/],
  ])("%j with %j is refused", (profiles, options, message) => {
    expect(() => resourceClaim(profiles, options)).toThrow(message);
  });

  test("no text gets into an expression but a profile's name", () => {
    expect(profileSelector("mig-1g.10gb.me")).toBe("device.attributes['gpu.nvidia.com'].profile == '1g.10gb+me'");
    for (const text of ["1g.10gb'", "1g.10gb\\", "'", "1g.10gb+me'", "1g.10gb\n"]) expect(() => profileSelector(text)).toThrow();
    expect(() => deviceClass("1g.10gb+me,gfx")).toThrow(/no resource can be called/);
  });
});

describe("checkResourceClaim", () => {
  const claim = (request: unknown, apiVersion = "resource.k8s.io/v1") => ({
    apiVersion,
    kind: "ResourceClaim",
    spec: { devices: { requests: [request] } },
  });
  const cel = (expression: string) => ({
    name: "a",
    exactly: { deviceClassName: "mig.nvidia.com", selectors: [{ cel: { expression } }] },
  });
  const codes = (object: unknown) => checkResourceClaim(object).map(({ code }) => code);

  test("what this room makes is right", () => {
    for (const template of [false, true]) expect(codes(resourceClaim(["1g.10gb+me", "2g.20gb"], { template }))).toEqual([]);
    expect(codes(deviceClass("1c.3g.40gb"))).toEqual([]);
  });

  test("the old shape, where it is old", () => {
    const request = { name: "a", deviceClassName: "mig.nvidia.com", count: 2 };
    expect(checkResourceClaim(claim(request)).map(({ code, message }) => [code, message])).toEqual([
      ["OLD_SHAPE", 'strict decoding error: unknown field "spec.devices.requests[0].deviceClassName"'],
      ["OLD_SHAPE", 'strict decoding error: unknown field "spec.devices.requests[0].count"'],
    ]);
    expect(codes(claim(request, "resource.k8s.io/v1beta1"))).toEqual([]);
    const template = { ...claim(request), kind: "ResourceClaimTemplate", spec: { spec: claim(request).spec } };
    expect(checkResourceClaim(template)[0]?.path).toEqual(["spec", "spec", "devices", "requests", 0, "deviceClassName"]);
  });

  test("a request of no class", () => {
    expect(codes(claim({ name: "a" }))).toEqual(["NO_CLASS"]);
    expect(codes(claim({ name: "a", exactly: {} }))).toEqual(["NO_CLASS"]);
    expect(codes(claim({ name: "a", exactly: { deviceClassName: "" } }))).toEqual(["NO_CLASS"]);
    const messages = [{ name: "a" }, { name: "a", exactly: {} }].map((request) => checkResourceClaim(claim(request))[0]?.message);
    expect(messages).toEqual([
      "spec.devices.requests[0]: Required value: exactly one of `exactly` or `firstAvailable` is required",
      "spec.devices.requests[0].exactly.deviceClassName: Required value",
    ]);
    expect(codes(claim({ name: "a", firstAvailable: [] }))).toEqual([]);
  });

  test.each([
    ["device.attributes['gpu.nvidia.com'].profile = '1g.10gb'", ["CEL_SYNTAX"]],
    ["device.attributes['x=y'].a == 'b = c' && 1 <= 2 && 3 >= 2 && 1 != 2", []],
    ["device.attributes['gpu.nvidia.com'].profile == '1g.10b'", ["PROFILE_SPELLING"]],
    ["device.attributes['gpu.nvidia.com'].profile == \"1g.10gb.me\"", ["PROFILE_SPELLING"]],
    ["device.attributes['gpu.nvidia.com'].profile != '1g.10gb+me'", []],
    ["a ==\n\n b = c", ["CEL_SYNTAX"]],
  ])("%s", (expression, expected) => {
    expect(codes(claim(cel(expression)))).toEqual(expected);
  });

  test("lines and columns are those of the expression, and of the file", () => {
    const [finding] = checkResourceClaim(claim(cel("a ==\n\n b = c")));
    expect(finding?.message).toContain("<input>:3:4:");
    const [located] = checkResourceClaim("kind: ResourceClaim\nspec:\n  devices:\n    requests:\n    - count: 1\n");
    expect(located?.position).toEqual({ line: 5, column: 7 });
  });

  test("alternatives are looked at too", () => {
    const selectors = [{ cel: { expression: "x.profile == 'small'" } }];
    expect(checkResourceClaim(claim({ name: "a", firstAvailable: [{ selectors }] }))[0]?.path).toEqual([
      ...["spec", "devices", "requests", 0, "firstAvailable", 0],
      ...["selectors", 0, "cel", "expression"],
    ]);
  });
});
