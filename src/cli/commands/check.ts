import { type Command, Option } from "commander";
import { checkText } from "../../check/check.js";
import { KINDS } from "../../check/kinds.js";
import type { MigStrategy } from "../../gpu/node.js";
import { clusterArgument } from "../cluster.js";
import { addCommand } from "../command.js";
import { fileName } from "../documents.js";
import { findingsText } from "../findings.js";
import type { Session } from "../io.js";
import { answer, type OutputOptions } from "../print.js";

type Options = OutputOptions & { nodes?: string; strategy?: MigStrategy };

export function addCheck(program: Command, session: Session): void {
  addCommand(program, {
    name: "check",
    about: "What would go wrong with a mig-parted config, ConfigMap, Pod, Helm values, ClusterPolicy or device-plugin config.",
    examples: [
      ["check config.yaml", "a mig-parted file, on every GPU model that it could be for"],
      ["check config.yaml --nodes nodes.yaml --strategy single", "on these nodes"],
      ["check deployment.yaml --nodes nodes.yaml", "whether its pods can ever run"],
      ["check -", "kubectl get configmap -o yaml, from standard input"],
    ],
  })
    .option("--nodes <file>", "the nodes: kubectl get nodes -o yaml, or a cluster view (migpack schema clusterView)")
    .addOption(new Option("--strategy <strategy>", "the device plugin's MIG strategy").choices(["none", "single", "mixed"]))
    .argument("<file>", "YAML or JSON, of several documents too, or a helm install line; - for standard input")
    .action(async (file: string, { nodes, strategy, ...options }: Options) => {
      const { io } = session;
      const text = await io.read(file);
      const cluster = nodes === undefined ? { nodes: [] } : await clusterArgument(io, nodes);
      const name = fileName(file);
      const { kinds, findings } = checkText(text, { name, cluster, ...(strategy === undefined ? {} : { strategy }) });
      session.status = findings.some(({ severity }) => severity === "error") ? 1 : 0;
      await answer(session, options, findings, () =>
        findings.length > 0
          ? findingsText(name, findings, io.colour)
          : `${name}: ${kinds.map((kind) => KINDS[kind]).join(", ")}: nothing found`,
      );
    });
}
