/**
 * zod schemas of every input document, and their JSON Schemas. The only module that needs zod.
 *
 * @module migpack/schemas
 */
export { jsonSchema } from "./json-schema.js";
export { parseDocument } from "./parse.js";
export { type SchemaName, type Schemas, schemas } from "./schemas.js";
