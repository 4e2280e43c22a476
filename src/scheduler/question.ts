/** What both verbs ask: each node sent, judged for the pod. */
import type { ClusterView } from "../cluster/types.js";
import { atTheDoor } from "../door.js";
import { MigError } from "../error.js";
import type { NodeGpus } from "../gpu/node.js";
import { allocatableOf } from "../kubernetes/nodes/allocatable.js";
import { nodeGpusFromNode } from "../kubernetes/nodes/node-gpus.js";
import { nodeFacts } from "../kubernetes/nodes/object.js";
import { show } from "../model/quote.js";
import { type Candidate, type ExtenderArgs, readArgs } from "./args.js";
import { judgeCounts, type Offer, sumOf } from "./counts.js";
import { DynamicJudge } from "./dynamic.js";
import { knownCluster } from "./known.js";
import { offerOf } from "./offer.js";
import { UNJUDGED, type Verdict } from "./verdict.js";

/** How the extender judges. */
export interface ExtenderOptions {
  /** Instances are made on demand. Default false: what is offered is all there is. */
  readonly dynamic?: boolean;
}

export interface Judged extends Pick<ExtenderArgs, "list"> {
  readonly nodes: readonly { readonly candidate: Candidate; readonly verdict: Verdict }[];
}

/** @throws MigError INVALID_INPUT for arguments that cannot be read */
export function judge(args: unknown, cluster: ClusterView, options: ExtenderOptions | undefined): Judged {
  const dynamic = options?.dynamic ?? false;
  if (typeof dynamic !== "boolean") {
    const message = `options.dynamic: true or false is needed, not ${show(dynamic)}`;
    throw new MigError("INVALID_INPUT", message, { path: ["options", "dynamic"] });
  }
  const { devices, candidates, list } = readArgs(args);
  const known = knownCluster(cluster);
  const asked = sumOf(devices.own, devices.shared);
  if (Object.keys(asked).length === 0) return { list, nodes: candidates.map((candidate) => ({ candidate, verdict: UNJUDGED })) };
  const onDemand = new DynamicJudge(devices.own, devices.shared);
  const judgeNode = dynamic ? (node: NodeGpus) => onDemand.judge(node) : (node: NodeGpus) => judgeCounts(asked, offerOf(node));
  const readNode = dynamic ? nodeGpusFromNode : countsFromNode;
  const verdictOf = ({ name, object }: Candidate): Verdict => {
    const node = known.byName.get(name);
    if (object === null) return node !== undefined ? judgeNode(node) : known.isEmpty ? UNJUDGED : UNKNOWN;
    return judgeNode(node === undefined ? readNode(object) : { ...node, allocatable: countsFromNode(object).allocatable });
  };
  return { list, nodes: candidates.map((candidate) => ({ candidate, verdict: readable(() => verdictOf(candidate)) })) };
}

/** One node that no one can read must not keep pods from all the others. */
function readable(verdict: () => Verdict): Verdict {
  try {
    return atTheDoor(verdict);
  } catch (error) {
    if (error instanceof MigError) return { passes: false, isResolvable: false, reason: error.message };
    throw error;
  }
}

/**
 * What is allocatable: the object is the scheduler's own, and newer than the view. What pods hold, and
 * what is on the GPUs, only the view tells.
 */
function countsFromNode(object: unknown): NodeGpus & Pick<Offer, "allocatable"> {
  const facts = nodeFacts(object);
  return { name: facts.name, gpus: [], allocatable: allocatableOf(facts) };
}

const UNKNOWN: Verdict = Object.freeze({ passes: false, isResolvable: false, reason: "no GPU known" });
