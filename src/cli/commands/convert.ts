import { type Command, Option } from "commander";
import type { NodeGpu } from "../../gpu/node.js";
import { readNvidiaSmi } from "../../nvidia-smi/index.js";
import { renderLayout } from "../../render/layout.js";
import { addCommand } from "../command.js";
import { inFile } from "../documents.js";
import type { Session } from "../io.js";
import { answer, type OutputOptions } from "../print.js";

type Options = OutputOptions & { from: "nvidia-smi"; model?: string; name?: string };

export function addConvert(program: Command, session: Session): void {
  addCommand(program, {
    name: "convert",
    about: "Read what a machine says about its GPUs: layouts where it tells starts, else counts.",
    examples: [
      ["convert --from nvidia-smi lgi.txt", "a saved nvidia-smi mig -lgi"],
      ["convert --from nvidia-smi --model H100-80GB --json -", "from standard input; the model said, not guessed"],
    ],
  })
    .addOption(new Option("--from <source>", "what the file holds").choices(["nvidia-smi"]).makeOptionMandatory())
    .option("--model <name>", "the GPU model, where the text does not tell")
    .option("--name <name>", "what to call the node")
    .argument("<file>", "text of nvidia-smi -L, mig -lgi, -lci or -lgip; - for standard input")
    .action(async (file: string, { model, name, ...options }: Options) => {
      const text = await session.io.read(file);
      const node = inFile(file, () =>
        readNvidiaSmi(text, { ...(model === undefined ? {} : { model }), ...(name === undefined ? {} : { name }) }),
      );
      await answer(session, options, node, () => {
        const counts = Object.entries(node.instances ?? {}).map(([profile, count]) => `${count} x ${profile}`);
        return [
          ...node.gpus.map(gpuText),
          ...(counts.length === 0 ? [] : [`${counts.join(", ")}; the text does not tell where`]),
        ].join("\n\n");
      });
    });
}

function gpuText({ model, mig }: NodeGpu, index: number): string {
  const title = `GPU ${index}: ${typeof model === "string" ? model : model.name}`;
  return mig === undefined ? title : renderLayout(model, mig, { title });
}
