/** cert-manager's part: a certificate signed by itself, renewed and handed to the API server. */
import { CERTIFICATE, LABELS, NAME, TLS_SECRET } from "./names.js";
import type { KubernetesObject, Setup } from "./types.js";

const VERSION = "cert-manager.io/v1";

export function certificate({ namespace, certManager }: Setup): readonly KubernetesObject[] {
  if (!certManager) return [];
  const metadata = { name: CERTIFICATE, namespace, labels: LABELS };
  return [
    { apiVersion: VERSION, kind: "Issuer", metadata, spec: { selfSigned: {} } },
    {
      apiVersion: VERSION,
      kind: "Certificate",
      metadata,
      spec: {
        secretName: TLS_SECRET,
        // The name by which the API server calls.
        dnsNames: [`${NAME}.${namespace}.svc`, `${NAME}.${namespace}.svc.cluster.local`],
        issuerRef: { kind: "Issuer", name: CERTIFICATE },
        privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
      },
    },
  ];
}

/** By which cert-manager finds the objects that need the CA. */
export function injection({ namespace, certManager }: Setup): { readonly annotations?: Readonly<Record<string, string>> } {
  return certManager ? { annotations: { "cert-manager.io/inject-ca-from": `${namespace}/${CERTIFICATE}` } } : {};
}
