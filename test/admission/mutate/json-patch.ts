/** JSON Patch as RFC 6902 has it, as far as `add` and `remove` go: shares nothing with what makes patches. */
type Container = Record<string, unknown> & unknown[];

interface Step {
  readonly op: string;
  readonly path: string;
  readonly value?: unknown;
}

export function patched(document: unknown, patch: string): unknown {
  const root = { "": JSON.parse(JSON.stringify(document)) } as unknown as Container;
  const steps = JSON.parse(Buffer.from(patch, "base64").toString("utf8")) as Step[];
  for (const { op, path, value } of steps) {
    const keys = path.split("/").map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
    const last = keys.pop() ?? "";
    const parent = keys.reduce<unknown>((at, key) => {
      if (!Object.hasOwn(at as Container, key)) throw new Error(`doc is missing path: ${path}`);
      return (at as Container)[key as never];
    }, root);
    if (typeof parent !== "object" || parent === null) throw new Error(`doc is missing path: ${path}`);
    const fields = parent as Record<string, unknown>;
    if (op === "add") fields[last] = structuredClone(value);
    else if (op === "remove" && Object.hasOwn(fields, last)) delete fields[last];
    else throw new Error(`${op} operation does not apply: ${path}`);
  }
  return root[""];
}
