import { type Command, Option } from "commander";
import type { ReviewOptions } from "../../admission/index.js";
import { MigError } from "../../error.js";
import { LOG_LEVELS, type LogLevel } from "../../serve/log-level.js";
import { wholeArgument } from "../arguments.js";
import { clusterArgument } from "../cluster.js";
import { addCommand } from "../command.js";
import type { Session } from "../io.js";
import { addReviewFlags, type ReviewFlags, reviewArgument } from "../reviews.js";

interface Options extends ReviewFlags {
  readonly nodes?: string;
  readonly inCluster?: true;
  readonly migConfig: string;
  readonly cert: string;
  readonly key: string;
  readonly host: string;
  readonly port: string;
  readonly dynamic?: true;
  readonly drain: string;
  readonly logLevel: LogLevel;
}

/** TCP has no more. */
const MAX_PORT = 65_535;

export function addServe(program: Command, session: Session): void {
  const command = addCommand(program, {
    name: "serve",
    json: false,
    about: "The admission webhook and the scheduler extender, over HTTPS, until it is told to stop (SIGTERM, Ctrl-C).",
    examples: [
      ["serve --in-cluster --cert tls.crt --key tls.key", "in a pod: the cluster as its API server has it"],
      [
        "serve --nodes nodes.yaml --cert tls.crt --key tls.key --host 127.0.0.1",
        "the cluster from a file, read anew when it changes",
      ],
    ],
  })
    .option("--nodes <file>", "the nodes: kubectl get nodes -o yaml, or a cluster view (migpack schema clusterView)")
    .option("--in-cluster", "ask the API server of the pod's service account, or the one of KUBECONFIG")
    .option(
      "--mig-config <namespace/name>",
      "the ConfigMap of mig-parted in force, with --in-cluster",
      "gpu-operator/default-mig-parted-config",
    )
    .requiredOption("--cert <file>", "certificate chain as PEM; read anew when it changes")
    .requiredOption("--key <file>", "its private key")
    .option("--host <address>", "where to listen", "0.0.0.0")
    .option("--port <port>", "0: any that is free; the log tells", "8443");
  addReviewFlags(command)
    .option("--dynamic", "the extender: instances are made on demand")
    .option("--drain <seconds>", "after the signal to stop: how long new connections are still taken", "5")
    .addOption(new Option("--log-level <level>", "debug: every request").choices(LOG_LEVELS).default("info"))
    .action(async (options: Options) => {
      const { io } = session;
      const { rules } = options;
      const source = sourceOf(session, options);
      const port = wholeArgument(options.port, "--port");
      if (port > MAX_PORT) throw new MigError("INVALID_INPUT", `--port: at most ${MAX_PORT} is needed, not ${port}`);
      const drain = wholeArgument(options.drain, "--drain") * 1000;
      const inForce = await reviewArgument(io, options);
      // Here, since no other command needs what it brings.
      const { clusterHandlers, serve } = await import("../../serve/index.js");
      const serving = (signal: AbortSignal) =>
        serve<ReviewOptions>(
          {
            host: options.host,
            port,
            certificate: options,
            source,
            rules: rules === undefined ? null : { path: rules, read: () => reviewArgument(io, options) },
            handlers: (current) => clusterHandlers({ review: () => current() ?? inForce, dynamic: options.dynamic === true }),
            limits: { drain },
            log: { write: io.err, level: options.logLevel },
          },
          signal,
        );
      await io.interruptible(serving, "stopped");
    });
}

function sourceOf({ io }: Session, { nodes, inCluster, migConfig }: Options) {
  if ((nodes === undefined) === (inCluster === undefined))
    throw new MigError("INVALID_INPUT", "either --nodes or --in-cluster is needed");
  if (nodes !== undefined) return { nodes: { path: nodes, read: () => clusterArgument(io, nodes) } };
  const [namespace = "", name = "", ...more] = migConfig.split("/");
  if (namespace === "" || name === "" || more.length > 0)
    throw new MigError(
      "INVALID_INPUT",
      `--mig-config: a namespace and a name are needed, as in gpu-operator/my-config, not ${migConfig}`,
    );
  return { migConfig: { namespace, name }, env: io.env };
}
