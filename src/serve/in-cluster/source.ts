import type { ClusterView } from "../../cluster/types.js";
import type { Logger } from "../log.js";
import { NOTHING_KNOWN, type ViewSource } from "../view-source.js";
import { buildView } from "./build.js";
import { configFrom, loadClient } from "./client.js";
import { followKind, type Resource, RHYTHM, type Rhythm } from "./follow.js";
import { configMapPart, nodePart, podPart, slicePart } from "./objects.js";

interface ClusterSource {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Logger;
  /** Where the mig-parted file in force lies. */
  readonly migConfig: { readonly namespace: string; readonly name: string };
  readonly rhythm?: Rhythm;
  /** Milliseconds that changes are gathered before the view is made anew. */
  readonly gather?: number;
}

/** Pods that hold something: bound, and not at their end. */
const HOLDING = "spec.nodeName!=,status.phase!=Succeeded,status.phase!=Failed";

/**
 * The cluster as its API server has it, kept current: its nodes, and as far as it lets us read
 * them pods, ResourceSlices and the ConfigMap of mig-parted. While the server is away the last
 * view stays.
 *
 * @throws MigError INVALID_INPUT where this is no pod and KUBECONFIG names no server
 */
export async function followCluster({ env, log, migConfig, rhythm = RHYTHM, gather = 500 }: ClusterSource): Promise<ViewSource> {
  const client = await loadClient();
  const config = configFrom(client, env);
  let view: ClusterView = NOTHING_KNOWN;
  let isBuilt = false;
  let timer: NodeJS.Timeout | null = null;

  const follow = (resource: Resource) =>
    followKind(client, config, resource, rhythm, {
      changed,
      lost: (status) => log.warn({ path: resource.path, status }, "not in touch with the API server"),
    });
  const nodes = follow({ path: "/api/v1/nodes", part: nodePart, optional: false });
  const pods = follow({ path: "/api/v1/pods", fieldSelector: HOLDING, part: podPart, optional: true });
  const slices = follow({ path: "/apis/resource.k8s.io/v1/resourceslices", part: slicePart, optional: true });
  const configMaps = follow({
    path: `/api/v1/namespaces/${migConfig.namespace}/configmaps`,
    fieldSelector: `metadata.name=${migConfig.name}`,
    part: configMapPart,
    optional: true,
  });
  const kinds = [nodes, pods, slices, configMaps];

  function changed(): void {
    if (!kinds.every((kind) => kind.synced())) return;
    if (!isBuilt) build();
    else timer ??= setTimeout(build, gather).unref();
  }

  function build(): void {
    timer = null;
    const built = buildView({
      nodes: nodes.items(),
      pods: pods.items(),
      resourceSlices: slices.items(),
      configMaps: configMaps.items(),
    });
    for (const left of built.leftOut) log.warn({ object: left }, "left out of the view: it cannot be read");
    view = built.view;
    if (!isBuilt) log.info({ nodes: view.nodes.length }, "the cluster has been read");
    isBuilt = true;
  }

  return {
    view: () => view,
    synced: () => isBuilt,
    age: () => {
      const lost = kinds.map((kind) => kind.lostAt()).filter((at) => at !== null);
      return lost.length === 0 ? 0 : (performance.now() - Math.min(...lost)) / 1000;
    },
    stop: () => {
      if (timer !== null) clearTimeout(timer);
      for (const kind of kinds) kind.stop();
    },
  };
}
