/** What the API server asks, and when. */
import { CONFIG as CONFIG_LABEL } from "../../mig-manager/labels.js";
import { injection } from "./certificate.js";
import { LABELS, NAME } from "./names.js";
import type { KubernetesObject, Setup } from "./types.js";

const API = "admissionregistration.k8s.io/v1";
/** A pod waits no longer than this for an answer, which takes a millisecond. */
const TIMEOUT = 5;
/** With all of the built-in models a file takes a second on a slow machine. */
const FILE_TIMEOUT = 10;

type Rule = Readonly<Record<string, unknown>>;

const CREATE_UPDATE = ["CREATE", "UPDATE"];

function rule(
  apiGroups: readonly string[],
  apiVersions: readonly string[],
  resources: readonly string[],
  operations = CREATE_UPDATE,
): Rule {
  return { apiGroups, apiVersions, operations, resources, scope: "*" };
}

const WORKLOADS: readonly Rule[] = [
  rule([""], ["v1"], ["pods", "podtemplates", "replicationcontrollers"]),
  rule(["apps"], ["v1"], ["deployments", "replicasets", "statefulsets", "daemonsets"]),
  rule(["batch"], ["v1"], ["jobs", "cronjobs"]),
];

export function webhooks(setup: Setup): readonly KubernetesObject[] {
  const metadata = { name: NAME, labels: LABELS, ...injection(setup) };
  const hook = (name: string, path: string, rules: readonly Rule[], more: Readonly<Record<string, unknown>> = {}) => ({
    name: `${name}.${NAME}.io`,
    clientConfig: {
      service: { name: NAME, namespace: setup.namespace, path, port: 443 },
      ...(setup.caBundle === null ? {} : { caBundle: setup.caBundle }),
    },
    rules,
    failurePolicy: setup.failurePolicy,
    matchPolicy: "Equivalent",
    sideEffects: "None",
    timeoutSeconds: TIMEOUT,
    admissionReviewVersions: ["v1"],
    ...more,
  });
  const elsewhere = { namespaceSelector: namespacesBut("kube-system", setup.namespace) };
  return [
    {
      apiVersion: API,
      kind: "ValidatingWebhookConfiguration",
      metadata,
      webhooks: [
        hook("pods.validate", "/validate", WORKLOADS, elsewhere),
        hook("files.validate", "/validate", [rule([""], ["v1"], ["configmaps"])], { ...elsewhere, timeoutSeconds: FILE_TIMEOUT }),
        hook("policies.validate", "/validate", [rule(["nvidia.com"], ["v1"], ["clusterpolicies"])]),
      ],
    },
    {
      apiVersion: API,
      kind: "MutatingWebhookConfiguration",
      metadata,
      webhooks: [
        hook("pods.mutate", "/mutate", WORKLOADS, { ...elsewhere, reinvocationPolicy: "Never" }),
        // Judged and not changed, but here: before validating webhooks are asked, API servers such as 1.20 set the old
        // node's metadata to the new one's (ValidateNodeUpdate), and no label would ever be new. Kubelets write to
        // nodes/status, which is not asked about; of nodes only those with the label are.
        hook("nodes.validate", "/validate", [rule([""], ["v1"], ["nodes"])], {
          objectSelector: { matchExpressions: [{ key: CONFIG_LABEL, operator: "Exists" }] },
        }),
      ],
    },
  ];
}

/** What keeps the cluster going, and the server itself, must start without being asked about. */
function namespacesBut(...names: readonly string[]): Readonly<Record<string, unknown>> {
  return { matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "NotIn", values: [...new Set(names)] }] };
}
