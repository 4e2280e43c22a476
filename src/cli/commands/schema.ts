import { Argument, type Command } from "commander";
import { jsonSchema, type SchemaName, schemas } from "../../schemas/index.js";
import { addCommand } from "../command.js";
import type { Session } from "../io.js";
import { answer } from "../print.js";

export function addSchema(program: Command, session: Session): void {
  addCommand(program, {
    name: "schema",
    about: "The JSON Schema of an input file.",
    examples: [
      ["schema packProblem", "what migpack pack reads"],
      ["schema gpuModel > gpu-model.schema.json", "for an editor that completes and checks"],
    ],
  })
    .addArgument(new Argument("<name>", "which document").choices(Object.keys(schemas)))
    // Always JSON: --json is taken so that it may stand on every command.
    .action((name: SchemaName) => answer(session, { json: true }, jsonSchema(name), () => ""));
}
