/** What a real API server says of ClusterPolicies, a guide's install line, and the samples of the documentation. */
import { expect, test } from "vitest";
import { parse } from "yaml";
import { checkOperatorValues, migConfigIn } from "../../src/operator/index.js";
import { describeWithFacts, readFact } from "../support/facts.js";

describeWithFacts("a real API server and real documents", () => {
  test("ClusterPolicies are refused in the server's words, or taken", () => {
    const cases = readFact("vectors/operator/clusterpolicy-crd-validation.txt").split(/^== /m).slice(1);
    expect(cases.length).toBeGreaterThanOrEqual(6);
    for (const each of cases) {
      const [input = "", answer = ""] = each.split("\n");
      const [, strategy, config = ""] = /^mig\.strategy=(\S+) migManager\.config=(.*)$/.exec(input) ?? [];
      const policy = {
        apiVersion: "nvidia.com/v1",
        kind: "ClusterPolicy",
        metadata: { name: "cluster-policy" },
        spec: { mig: { strategy }, migManager: { enabled: true, config: parse(config) } },
      };
      const errors = checkOperatorValues(policy).filter(({ severity }) => severity === "error");
      const refused = !answer.startsWith("{");
      expect(
        errors.map(({ message }) => answer.endsWith(message)),
        input,
      ).toEqual(refused ? [true] : []);
      // The same values through Helm end at the same server, which there drops unknown fields.
      const values = checkOperatorValues({ mig: { strategy }, migManager: { config: parse(config) } });
      const helm = values.filter(({ code }) => code === "UNSUPPORTED_VALUE").map(({ message }) => message);
      expect(helm, input).toEqual(errors.filter(({ code }) => code === "UNSUPPORTED_VALUE").map(({ message }) => message));
    }
  });

  test("the wrong keys of a guide's install line", () => {
    const text = readFact("vectors/operator/guide-install.txt");
    const findings = checkOperatorValues(text);
    expect(findings.map(({ severity, code, path }) => [severity, code, path.join(".")])).toEqual([
      ["warning", "NAMESPACE", ""],
      ["warning", "UNKNOWN_KEY", "driver.usePrecompiled"],
      ["warning", "UNKNOWN_KEY", "devicePlugin.enabled"],
      ["warning", "UNKNOWN_KEY", "dcgmExporter.enabled"],
      ["warning", "UNKNOWN_KEY", "gfd.enabled"],
      ["error", "WRONG_TYPE", "validator.image"],
      ["note", "REBOOT", "mig.strategy"],
    ]);
    expect(findings[5]?.message).toContain("validator.image.repository and validator.image.tag make it a map");
    const lines = text.split("\n");
    for (const { position, path, code } of findings) {
      const line = lines[(position?.line ?? 0) - 1]?.slice((position?.column ?? 0) - 1);
      expect(line?.startsWith(code === "NAMESPACE" ? "gpu-opeator" : path.join("."))).toBe(true);
    }
  });

  test("the same line for a chart of today", () => {
    const text = readFact("vectors/operator/guide-install.txt").replace("--version v1.11.0", "");
    expect(checkOperatorValues(text).map(({ code, path, hint }) => [code, path.join("."), hint])).toEqual([
      ["NAMESPACE", "", "-n gpu-operator"],
      ["UNKNOWN_KEY", "operator.defaultRuntime", "it went with v25.3.0"],
      ["WRONG_TYPE", "validator.image", expect.stringContaining("validator.repository, validator.image, validator.version")],
      ["STATIC_CONFIG", "migManager.config.name", "leave the name empty"],
      ["REBOOT", "mig.strategy", expect.anything()],
    ]);
  });

  test.each(["mig-cm-values.yaml", "custom-mig-config.yaml", "time-slicing-config-fine.yaml"])("%s is right", (file) => {
    expect(checkOperatorValues(readFact(`vectors/fetched-data/docs/${file}`))).toEqual([]);
  });

  test("the file in values and in a ConfigMap is found, and none in another ConfigMap", () => {
    const find = (file: string) => migConfigIn(readFact(`vectors/fetched-data/docs/${file}`));
    const values = find("mig-cm-values.yaml");
    expect(values).toMatchObject({ path: ["migManager", "config", "data", "config.yaml"], strategy: "single" });
    expect(values?.text).toMatch(/^version: v1\nmig-configs:\n {2}all-disabled:\n/);
    const map = find("custom-mig-config.yaml");
    expect(map).toMatchObject({ path: ["data", "config.yaml"], strategy: null });
    expect(map?.text).toContain("five-1g-one-2g");
    expect(find("time-slicing-config-fine.yaml")).toBeNull();
  });
});
