import { atTheDoor } from "../../door.js";
import { deepFreeze } from "../../model/freeze.js";
import { access } from "./access.js";
import { certificate } from "./certificate.js";
import { LABELS } from "./names.js";
import { readSetup } from "./setup.js";
import type { KubernetesObject, WebhookManifestOptions } from "./types.js";
import { webhooks } from "./webhooks.js";
import { workload } from "./workload.js";

/**
 * `migpack serve` in a cluster, in the order in which to apply it: Namespace, ServiceAccount and what
 * it may read, with cert-manager the certificate, Service, Deployment, PodDisruptionBudget, and last
 * the two WebhookConfigurations. Kubernetes 1.21 or newer, which has policy/v1 and the label
 * `kubernetes.io/metadata.name` on namespaces.
 *
 * Without cert-manager the Secret `migpack-tls` (tls.crt, tls.key) has to be there, its certificate
 * for `migpack.<namespace>.svc`.
 *
 * @throws MigError INVALID_INPUT with the path
 */
export function webhookManifests(options: WebhookManifestOptions): readonly KubernetesObject[] {
  return atTheDoor(() => {
    const setup = readSetup(options);
    const restricted = { "pod-security.kubernetes.io/enforce": "restricted" };
    const namespace = { name: setup.namespace, labels: { ...LABELS, ...restricted } };
    return deepFreeze([
      { apiVersion: "v1", kind: "Namespace", metadata: namespace },
      ...access(setup),
      ...certificate(setup),
      ...workload(setup),
      ...webhooks(setup),
    ]);
  });
}
