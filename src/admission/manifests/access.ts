/** Who the server is, and what it may read: it changes nothing. */
import { LABELS, NAME } from "./names.js";
import type { KubernetesObject, Setup } from "./types.js";

const RBAC = "rbac.authorization.k8s.io";

/**
 * Nodes, pods and ResourceSlices to list and watch, and one ConfigMap, by its name. The last is in a
 * ClusterRole as well, since a Role would need a namespace that may not be there yet.
 */
export function access({ namespace, migConfig }: Setup): readonly KubernetesObject[] {
  const verbs = ["list", "watch"];
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: NAME, namespace, labels: LABELS } },
    {
      apiVersion: `${RBAC}/v1`,
      kind: "ClusterRole",
      metadata: { name: NAME, labels: LABELS },
      rules: [
        { apiGroups: [""], resources: ["nodes", "pods"], verbs },
        { apiGroups: ["resource.k8s.io"], resources: ["resourceslices"], verbs },
        { apiGroups: [""], resources: ["configmaps"], resourceNames: [migConfig.name], verbs },
      ],
    },
    {
      apiVersion: `${RBAC}/v1`,
      kind: "ClusterRoleBinding",
      metadata: { name: NAME, labels: LABELS },
      roleRef: { apiGroup: RBAC, kind: "ClusterRole", name: NAME },
      subjects: [{ kind: "ServiceAccount", name: NAME, namespace }],
    },
  ];
}
