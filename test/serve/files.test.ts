import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { MigError } from "../../src/error.js";
import { readCertificate } from "../../src/serve/certificate.js";
import { type Followed, followFiles } from "../../src/serve/files.js";
import { certificate } from "./support.js";

let followed: Followed<unknown>;

afterEach(() => followed?.stop());

const folder = () => mkdtempSync(join(tmpdir(), "migpack-"));

/** Follows a file whose good contents are numbers. */
async function follow(path: string) {
  const changes: number[] = [];
  const broken: string[] = [];
  const found = await followFiles({
    paths: [path],
    read: async () => {
      const value = Number(readFileSync(path, "utf8"));
      if (Number.isNaN(value)) throw new MigError("INVALID_INPUT", "no number");
      return value;
    },
    every: 10,
    changed: (value) => changes.push(value),
    broken: (message) => broken.push(message),
  });
  followed = found;
  return { found, changes, broken };
}

describe("a file that is followed", () => {
  it("is read again when it has changed, and only then", async () => {
    const path = join(folder(), "n");
    writeFileSync(path, "1");
    const { found, changes } = await follow(path);
    expect(found.value()).toBe(1);
    writeFileSync(path, "2 ");
    await expect.poll(() => found.value()).toBe(2);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(changes).toEqual([2]);
  });

  it("may be swapped by a link on its folder, as Kubernetes does", async () => {
    const mount = folder();
    for (const n of ["1", "2"]) {
      mkdirSync(join(mount, `..${n}`));
      writeFileSync(join(mount, `..${n}`, "n"), n);
    }
    symlinkSync("..1", join(mount, "..data"));
    symlinkSync("..data/n", join(mount, "n"));
    const { found } = await follow(join(mount, "n"));
    expect(found.value()).toBe(1);
    symlinkSync("..2", join(mount, "..tmp"));
    renameSync(join(mount, "..tmp"), join(mount, "..data"));
    await expect.poll(() => found.value()).toBe(2);
  });

  it("keeps its last good value while it is broken or gone, and grows old meanwhile", async () => {
    const path = join(folder(), "n");
    writeFileSync(path, "1");
    const { found, broken } = await follow(path);
    expect(found.age()).toBe(0);
    writeFileSync(path, "not a number");
    await expect.poll(() => broken).toEqual(["no number"]);
    rmSync(path);
    await expect.poll(() => broken).toEqual(["no number", "cannot be read"]);
    expect(found.value()).toBe(1);
    expect(found.age()).toBeGreaterThan(0);
    writeFileSync(path, "3");
    await expect.poll(() => found.value()).toBe(3);
    expect(found.age()).toBe(0);
  });

  it("that cannot be read at the start is an error", async () => {
    const path = join(folder(), "n");
    writeFileSync(path, "x");
    await expect(follow(path)).rejects.toMatchObject({ message: "no number" });
  });
});

describe("a certificate", () => {
  it("is taken with its key, and neither without the other", async () => {
    const at = folder();
    const [one, other] = await Promise.all([certificate("one"), certificate("other")]);
    const [cert, key] = [join(at, "tls.crt"), join(at, "tls.key")];
    writeFileSync(cert, one.cert);
    writeFileSync(key, one.key);
    expect(await readCertificate(cert, key)).toEqual(one);
    writeFileSync(key, other.key);
    await expect(readCertificate(cert, key)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    writeFileSync(key, "hunter2");
    await expect(readCertificate(cert, key)).rejects.toThrow(/^(?!.*hunter2).*: no certificate with its private key as PEM$/s);
    await expect(readCertificate(cert, join(at, "none"))).rejects.toThrow(/none: cannot be read$/);
    writeFileSync(cert, "");
    await expect(readCertificate(cert, key)).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });
});
