import type { Command } from "commander";
import { gpuModels } from "../../model/catalogue.js";
import type { GpuInstanceProfile, GpuModel } from "../../model/types.js";
import { type ModelOptions, modelArgument } from "../arguments.js";
import { addCommand, DRIVER, MODEL } from "../command.js";
import type { Session } from "../io.js";
import { answer, type OutputOptions } from "../print.js";
import { table } from "../table.js";

export function addModels(program: Command, session: Session): void {
  addCommand(program, {
    name: "models",
    about: "List GPU models, or one of them with its profiles.",
    examples: [
      ["models", "every built-in model"],
      ["models A100-80GB", "its profiles, starts and ids"],
      ['models "NVIDIA H100 80GB HBM3" --driver 535', "by product name, as driver branch 535 has it"],
    ],
  })
    .argument("[model]", MODEL[1])
    .option(...DRIVER)
    .action(async (ref: string | undefined, options: OutputOptions & ModelOptions) => {
      if (ref === undefined) {
        const models = gpuModels();
        return answer(session, options, models, () => modelTable(models));
      }
      const model = await modelArgument(session.io, ref, options);
      return answer(session, options, model, () => modelSheet(model));
    });
}

function modelTable(models: readonly GpuModel[]): string {
  const rows = models.map((model) => [
    model.name,
    model.architecture,
    `${model.memorySlices}`,
    `${model.computeSlices}`,
    `${model.maxInstances}`,
    `${model.profiles.length}`,
    model.provenance.placements,
  ]);
  return table(
    [["MODEL", "ARCHITECTURE", "MEMORY SLICES", "COMPUTE SLICES", "INSTANCES", "PROFILES", "PLACEMENTS"], ...rows],
    new Set([2, 3, 4, 5]),
  );
}

function modelSheet(model: GpuModel): string {
  const { name, architecture, memorySlices, computeSlices, maxInstances, driver, provenance, productNames } = model;
  return [
    `${name} (${architecture}): ${memorySlices} memory slices, ${computeSlices} compute slices, at most ${maxInstances} GPU instances`,
    ...(driver === null ? [] : [`as driver branch ${driver} has it`]),
    ...(productNames.length === 0 ? [] : [`also known as ${productNames.join(", ")}`]),
    "",
    table(
      [["PROFILE", "ID", "COMPUTE", "MEMORY", "MIB", "SMS", "MAX", "DRIVER", "STARTS"], ...model.profiles.map(profileRow)],
      new Set([1, 2, 3, 4, 5, 6, 7]),
    ),
    "",
    `Placements: ${provenance.placements}.${provenance.notes.map((note) => `\n- ${note}`).join("")}`,
  ].join("\n");
}

function profileRow(profile: GpuInstanceProfile): string[] {
  const known = (value: number | null) => (value === null ? "-" : `${value}`);
  return [
    profile.name,
    known(profile.id),
    `${profile.computeSlices}`,
    `${profile.memorySlices}`,
    known(profile.memoryMiB),
    known(profile.multiprocessors),
    `${profile.maxCount}`,
    known(profile.minDriver),
    profile.starts.join(","),
  ];
}
