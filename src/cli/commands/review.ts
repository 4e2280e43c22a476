import type { Command } from "commander";
import { type AdmissionReviewResponse, reviewAdmission } from "../../admission/index.js";
import { MigError } from "../../error.js";
import { clusterArgument } from "../cluster.js";
import { addCommand } from "../command.js";
import { fileName, readDocument } from "../documents.js";
import type { Session } from "../io.js";
import { answer, type OutputOptions } from "../print.js";
import { addReviewFlags, type ReviewFlags, reviewArgument } from "../reviews.js";

type Options = OutputOptions & ReviewFlags & { nodes: string };

export function addReview(program: Command, session: Session): void {
  const command = addCommand(program, {
    name: "review",
    about: "Answer one AdmissionReview as the webhook would.",
    examples: [
      ["review --nodes nodes.yaml < review.json", "whether it would be let in, with which warnings"],
      ["review --nodes nodes.yaml --json review.json", "the answer that the API server gets"],
      ["review --nodes nodes.yaml --rules rules.yaml review.json", "under rules of your own"],
    ],
  }).requiredOption("--nodes <file>", "the nodes: kubectl get nodes -o yaml, or a cluster view (migpack schema clusterView)");
  addReviewFlags(command)
    .argument("[file]", "an AdmissionReview of admission.k8s.io/v1; - for standard input", "-")
    .action(async (file: string, { nodes, json, ...flags }: Options) => {
      const { io } = session;
      const cluster = await clusterArgument(io, nodes);
      const review = reviewAdmission(await readDocument(io, file), cluster, await reviewArgument(io, flags));
      const { uid, allowed, status } = review.response;
      if (uid === "") throw new MigError("INVALID_INPUT", `${fileName(file)}: ${status?.message ?? "no AdmissionReview"}`);
      session.status = allowed ? 0 : 1;
      await answer(session, json === undefined ? {} : { json }, review, () => reviewText(review));
    });
}

function reviewText({ response }: AdmissionReviewResponse): string {
  const { allowed, status, warnings = [], patch } = response;
  return [
    allowed ? "allowed" : `denied (${status?.code}): ${status?.message}`,
    ...warnings.map((warning) => `warning: ${warning}`),
    ...(patch === undefined ? [] : [`patch: ${Buffer.from(patch, "base64").toString("utf8")}`]),
  ].join("\n");
}
