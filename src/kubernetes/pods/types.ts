/** Pods as far as GPUs ask for it; a Pod of any Kubernetes client is one. */
export interface PodLike {
  readonly metadata?: {
    readonly name?: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: {
    readonly containers?: readonly ContainerLike[];
    readonly initContainers?: readonly ContainerLike[];
    readonly overhead?: Readonly<Record<string, string | number>>;
    readonly nodeSelector?: Readonly<Record<string, string>>;
  };
}

export interface ContainerLike {
  readonly name?: string;
  /** "Always" makes a sidecar of an init container (Kubernetes 1.28). */
  readonly restartPolicy?: string;
  readonly resources?: {
    readonly limits?: Readonly<Record<string, string | number>>;
    readonly requests?: Readonly<Record<string, string | number>>;
  };
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly securityContext?: unknown;
}
