import { z } from "zod";
import { MigError } from "../error.js";
import { deepFreeze } from "../model/freeze.js";
import { type SchemaName, schemas } from "./schemas.js";

/**
 * The JSON Schema (draft 2020-12) of an input document. It describes the shape; what relates
 * fields to one another is judged by the schema itself and by the core.
 *
 * @throws MigError INVALID_INPUT for a name that is no schema
 */
export function jsonSchema(name: SchemaName): unknown {
  if (typeof name !== "string" || !Object.hasOwn(schemas, name)) {
    throw new MigError("INVALID_INPUT", `name: there is no such schema; there are ${Object.keys(schemas).join(", ")}`, {
      path: ["name"],
    });
  }
  const { $schema, title, description, ...schema } = z.toJSONSchema(schemas[name], { io: "input" });
  return deepFreeze({ $schema, $id: `urn:migpack:schema:${name}`, title, description, ...schema });
}
