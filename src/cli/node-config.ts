/** A GPU's layout as mig-manager brings it about: a file and a label. */
import { MigError } from "../error.js";
import type { Layout } from "../gpu/types.js";
import { migConfigForNodes, type NodeConfigs } from "../mig-parted/index.js";
import type { GpuModel } from "../model/types.js";

/** The config of a node with this one GPU. @throws MigError INVALID_INPUT for what is no name of a node */
export function nodeConfig(name: string, model: GpuModel, layout: Layout): NodeConfigs {
  try {
    return migConfigForNodes([{ name, gpus: [{ model, mig: layout }] }]);
  } catch (error) {
    if (!(error instanceof MigError)) throw error;
    throw new MigError(error.code, error.message.replace(/^nodes\[0\]: /, "--node: "), { faults: error.faults, cause: error });
  }
}

export function nodeConfigText({ file, commands }: NodeConfigs): string {
  const about = "By mig-manager, which clears a GPU before it creates, so that nothing stays, and leaves starts to the driver:";
  return [about, ...indented(file.trimEnd().split("\n")), "", ...indented(commands)].join("\n");
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}
