/** An object as the API server takes it, ready for `kubectl apply`. */
export interface KubernetesObject {
  /** Group and version of its kind. */
  readonly apiVersion: string;
  /** Its kind, such as "Deployment". */
  readonly kind: string;
  /** Its `name`, its `namespace` unless it is of the cluster, and labels. */
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [key: string]: unknown };
  readonly [key: string]: unknown;
}

/** What an installation of `migpack serve` is made of. */
export interface WebhookManifestOptions {
  /** Its own; made with it. */
  readonly namespace: string;
  /** An image whose entry point is `migpack`. */
  readonly image: string;
  /** The CA of the certificate, PEM or base64 of it; without it, and without cert-manager, the API server trusts what its machine trusts. */
  readonly caBundle?: string;
  /** cert-manager makes the certificate and hands its CA to the API server; otherwise the Secret `migpack-tls` is yours to make. */
  readonly certManager?: boolean;
  /**
   * What the API server does where the webhook does not answer. Default Ignore: with Fail no pod of
   * the cluster starts while it is away.
   */
  readonly failurePolicy?: "Ignore" | "Fail";
  /** The ConfigMap of mig-parted in force, by `namespace` and `name`; default the GPU operator's. */
  readonly migConfig?: { readonly namespace: string; readonly name: string };
  /** Default 2. */
  readonly replicas?: number;
}

/** The options, checked and with their defaults. */
export interface Setup {
  readonly namespace: string;
  readonly image: string;
  /** Base64 of PEM; null: none. */
  readonly caBundle: string | null;
  readonly certManager: boolean;
  readonly failurePolicy: "Ignore" | "Fail";
  readonly migConfig: { readonly namespace: string; readonly name: string };
  readonly replicas: number;
}
