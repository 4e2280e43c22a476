/** The objects that make an API server ask `migpack serve`, by its address on loopback. */

interface Hook {
  readonly port: number;
  /** PEM of what signs its certificate. */
  readonly ca: string;
  readonly failurePolicy?: "Fail" | "Ignore";
}

export const GROUP = "/apis/admissionregistration.k8s.io/v1";

const RULES = [
  { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE", "UPDATE"], resources: ["pods", "nodes", "configmaps"] },
  { apiGroups: ["apps"], apiVersions: ["v1"], operations: ["CREATE", "UPDATE"], resources: ["deployments"] },
];

export function validating({ port, ca, failurePolicy = "Fail" }: Hook) {
  return configuration("ValidatingWebhookConfiguration", hook("validate", RULES, { port, ca, failurePolicy }));
}

export function mutating({ port, ca, failurePolicy = "Fail" }: Hook) {
  return configuration("MutatingWebhookConfiguration", hook("mutate", RULES.slice(0, 1), { port, ca, failurePolicy }));
}

function configuration(kind: string, webhook: unknown) {
  return { apiVersion: "admissionregistration.k8s.io/v1", kind, metadata: { name: "migpack" }, webhooks: [webhook] };
}

function hook(path: string, rules: readonly unknown[], { port, ca, failurePolicy }: Required<Hook>) {
  return {
    name: `${path}.migpack.io`,
    clientConfig: { url: `https://127.0.0.1:${port}/${path}`, caBundle: Buffer.from(ca).toString("base64") },
    rules,
    failurePolicy,
    sideEffects: "None",
    admissionReviewVersions: ["v1"],
    timeoutSeconds: 5,
  };
}
