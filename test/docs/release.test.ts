/** What a release says of itself agrees: version, citation, changelog, and the workflow that would publish it. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { ROOT } from "./markdown.js";

const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const { version, license, scripts, devDependencies, dependencies } = JSON.parse(read("package.json"));
const workflows = readdirSync(join(ROOT, ".github/workflows")).map((name) => ({
  name,
  flow: parse(read(`.github/workflows/${name}`)),
}));

/** What the tests look at in a workflow. */
interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly { readonly uses?: string; readonly run?: string }[];
}
const jobsOf = (flow: { readonly jobs: Readonly<Record<string, Job>> }) => Object.values(flow.jobs);

test("the changelog begins with the version that is released next or was last", () => {
  expect(read("CHANGELOG.md")).toMatch(
    new RegExp(`^# Changelog\\n+(## Unreleased\\n[\\s\\S]*?)?## ${version.replaceAll(".", "\\.")}\\n`),
  );
});

test("dependencies are pinned exactly", () => {
  const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, range]) => !/^\d+\.\d+\.\d+$/.test(String(range)),
  );
  expect(loose).toEqual([]);
});

describe("CITATION.cff", () => {
  const citation = parse(read("CITATION.cff"));

  test("has what version 1.2.0 of the format asks for, and knows no other keys than that has", () => {
    expect(citation).toMatchObject({ "cff-version": "1.2.0", message: expect.any(String), title: expect.any(String) });
    const people = citation.authors.every((author: object) => "name" in author || "family-names" in author);
    expect([citation.authors.length > 0, people]).toEqual([true, true]);
    const known =
      /^(abstract|authors|cff-version|commit|contact|date-released|doi|identifiers|keywords|license|license-url|message|preferred-citation|references|repository|repository-artifact|repository-code|title|type|url|version)$/;
    expect(Object.keys(citation).filter((key) => !known.test(key))).toEqual([]);
    expect(["software", "dataset"]).toContain(citation.type);
  });
  test("names this version and licence", () => expect([citation.version, citation.license]).toEqual([version, license]));
});

describe("workflows", () => {
  test("changes and releases pass everything first", () => {
    for (const { name, flow } of workflows)
      expect([name, jobsOf(flow).every(({ steps }) => steps.some(({ run }) => run === ".ci/run"))]).toEqual([name, true]);
    expect(statSync(join(ROOT, ".ci/run")).mode & 0o111).not.toBe(0);
  });
  test("actions are pinned, by major version at the least", () => {
    const used = workflows.flatMap(({ flow }) => jobsOf(flow).flatMap(({ steps }) => steps.flatMap(({ uses }) => uses ?? [])));
    expect(used.length).toBeGreaterThan(0);
    expect(used.filter((action) => !/@(v\d+|[0-9a-f]{40})$/.test(action))).toEqual([]);
  });
  test("a release is published with provenance, after everything, and only where the tag is the version", () => {
    const [job, ...others] = jobsOf(workflows.find(({ name }) => name === "release.yml")?.flow);
    expect(others).toEqual([]);
    expect(job?.permissions).toEqual({ contents: "read", "id-token": "write" });
    const commands = (job?.steps ?? []).flatMap(({ run }) => run ?? []);
    expect(commands).toEqual([expect.stringContaining("GITHUB_REF_NAME"), ".ci/run", "npm publish --provenance --access public"]);
  });
});

test("every check that CI runs is a script, and every check script is run", () => {
  const run = [...read(".ci/run").matchAll(/npm run ([\w:]+)/g)].map(([, name = ""]) => name);
  expect(run.filter((name) => scripts[name] === undefined)).toEqual([]);
  const checks = Object.keys(scripts).filter((name) => name.startsWith("check:"));
  expect(checks.filter((name) => !run.includes(name))).toEqual([]);
});
