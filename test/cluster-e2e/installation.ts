/** The manifests, put where an API server without nodes and services can use them. */
import { type KubernetesObject, webhookManifests } from "../../src/admission/index.js";
import type { Cluster, Said } from "./cluster.js";

interface Installation {
  /** On loopback. */
  readonly port: number;
  /** PEM of what signs the server's certificate. */
  readonly ca: string;
  readonly failurePolicy: "Fail" | "Ignore";
}

export const NAMESPACE = "migpack";
/** As whom the server's pods ask the API server. */
export const USER = { name: `system:serviceaccount:${NAMESPACE}:migpack`, groups: "system:serviceaccounts" };

export function manifests({ port, ca, failurePolicy }: Installation): readonly KubernetesObject[] {
  return webhookManifests({ namespace: NAMESPACE, image: "registry.example.com/migpack:1", caBundle: ca, failurePolicy }).map(
    (object) =>
      Array.isArray(object.webhooks) ? { ...object, webhooks: object.webhooks.map((hook) => pointed(hook, port)) } : object,
  );
}

interface Hook {
  readonly clientConfig: { readonly service: { readonly path: string }; readonly caBundle?: string };
}

function pointed(hook: Hook, port: number): unknown {
  const { service, ...config } = hook.clientConfig;
  return { ...hook, clientConfig: { ...config, url: `https://127.0.0.1:${port}${service.path}` } };
}

const PLURALS: Readonly<Record<string, string>> = { NetworkPolicy: "networkpolicies" };

/** Makes an object, or makes it anew; null: the server is too old to know its kind. */
export async function apply(cluster: Cluster, object: KubernetesObject): Promise<Said | null> {
  const { apiVersion, kind, metadata } = object;
  const root = apiVersion === "v1" ? "/api/v1" : `/apis/${apiVersion}`;
  if ((await cluster.ask("GET", root)).status === 404) return null;
  const scope = metadata.namespace === undefined ? "" : `/namespaces/${metadata.namespace}`;
  const path = `${root}${scope}/${PLURALS[kind] ?? `${kind.toLowerCase()}s`}`;
  if (kind.endsWith("WebhookConfiguration")) await cluster.ask("DELETE", `${path}/${metadata.name}`);
  return cluster.ask("POST", path, object);
}
