/** Pods as far as GPUs ask for it; a Pod of any Kubernetes client is one. */
export interface PodLike {
  /** `name`, `namespace` and `annotations`, where there are any. */
  readonly metadata?: {
    readonly name?: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  /** `containers`, `initContainers`, `overhead` and `nodeSelector`, where there are any. */
  readonly spec?: {
    readonly containers?: readonly ContainerLike[];
    readonly initContainers?: readonly ContainerLike[];
    readonly overhead?: Readonly<Record<string, string | number>>;
    readonly nodeSelector?: Readonly<Record<string, string>>;
  };
}

/** One container of a pod. */
export interface ContainerLike {
  /** Of the container. */
  readonly name?: string;
  /** "Always" makes a sidecar of an init container (Kubernetes 1.28). */
  readonly restartPolicy?: string;
  /** Quantities by resource: `limits` and `requests`. */
  readonly resources?: {
    readonly limits?: Readonly<Record<string, string | number>>;
    readonly requests?: Readonly<Record<string, string | number>>;
  };
  /** Variables: `name`, and `value` where it stands in the pod. */
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  /** Looked at for `privileged` and for capabilities. */
  readonly securityContext?: unknown;
}
