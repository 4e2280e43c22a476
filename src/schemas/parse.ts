import type { z } from "zod";
import { MigError, type Path } from "../error.js";
import { faultsOf } from "./faults.js";
import { type SchemaName, type Schemas, schemas } from "./schemas.js";

/**
 * A document from outside, by the schema of its name.
 *
 * @throws MigError INVALID_INPUT, with every fault and the path to it
 */
export function parseDocument<Name extends SchemaName>(schema: Name, value: unknown): z.infer<Schemas[Name]> {
  try {
    const result = schemas[schema].safeParse(value);
    // The schema that was looked up by the name is the one whose result the name stands for.
    if (result.success) return result.data as z.infer<Schemas[Name]>;
    throw invalid(schema, faultsOf(result.error.issues, value));
  } catch (cause) {
    if (cause instanceof MigError) throw cause;
    // A getter or a proxy of the caller's object threw.
    throw new MigError("INVALID_INPUT", `not a valid ${schema}: it cannot be read: ${String(cause)}`, { cause });
  }
}

function invalid(schema: SchemaName, faults: MigError["faults"]): MigError {
  const [first] = faults;
  const where = first === undefined || first.path.length === 0 ? "" : `${pathText(first.path)}: `;
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : "";
  return new MigError("INVALID_INPUT", `not a valid ${schema}: ${where}${first?.message ?? "unreadable"}${more}`, { faults });
}

/** `demand["1g.10gb"]`, `profiles[2].starts[0]`. */
function pathText(path: Path): string {
  return path
    .map((key, i) => {
      if (typeof key === "number") return `[${key}]`;
      if (!/^[A-Za-z_]\w*$/.test(key)) return `[${JSON.stringify(key.slice(0, 64))}]`;
      return i === 0 ? key : `.${key}`;
    })
    .join("");
}
