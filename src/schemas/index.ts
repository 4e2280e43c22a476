/** zod schemas of every input document, and their JSON Schemas. The only module that needs zod. */
export { jsonSchema } from "./json-schema.js";
export { parseDocument } from "./parse.js";
export { type SchemaName, schemas } from "./schemas.js";
