import { type Command, Option } from "commander";
import type { NodeGpu, NodeGpus } from "../../gpu/node.js";
import { renderLayout } from "../../render/layout.js";
import { addCommand } from "../command.js";
import { inFile } from "../documents.js";
import type { Session } from "../io.js";
import { answer, type OutputOptions } from "../print.js";
import { SOURCES, type SourceName, type SourceOptions } from "../sources.js";

type Options = OutputOptions & SourceOptions & { from: SourceName };

export function addConvert(program: Command, session: Session): void {
  addCommand(program, {
    name: "convert",
    about: "Read what a cluster says about the GPUs of a node: layouts where it tells starts, else counts.",
    examples: [
      ["convert --from nvidia-smi lgi.txt", "a saved nvidia-smi mig -lgi"],
      ["convert --from nvidia-smi --model H100-80GB --json -", "from standard input; the model said, not guessed"],
      ["convert --from gfd node.yaml", "kubectl get node -o yaml, or the feature file itself"],
      ["convert --from dcgm metrics.prom --name gpu-7", "one scrape of dcgm-exporter; of several hosts this one"],
      ["convert --from resourceslice slices.yaml", "kubectl get resourceslices -o yaml"],
    ],
  })
    .addOption(new Option("--from <source>", "what the file holds").choices(Object.keys(SOURCES)).makeOptionMandatory())
    .option("--model <name>", "the GPU model, where the text does not tell")
    .option("--name <name>", "which node, where the file has several; else what to call it")
    .argument("<file>", "text of nvidia-smi or dcgm-exporter, labels or objects; - for standard input")
    .action(async (file: string, { from, ...options }: Options) => {
      const text = await session.io.read(file);
      const node = inFile(file, () => SOURCES[from](text, options));
      await answer(session, options, node, () => nodeText(node));
    });
}

function nodeText({ gpus, instances = {} }: NodeGpus): string {
  const counts = Object.entries(instances).map(([profile, count]) => `${count} x ${profile}`);
  const unplaced = counts.length === 0 ? [] : [`${counts.join(", ")}; the text does not tell where`];
  return [...gpus.map(gpuText), ...unplaced].join("\n\n");
}

function gpuText({ model, migCapable, mig }: NodeGpu, index: number): string {
  const title = `GPU ${index}: ${typeof model === "string" ? model : model.name}${migCapable === false ? ", without MIG" : ""}`;
  return mig === undefined ? title : renderLayout(model, mig, { title });
}
