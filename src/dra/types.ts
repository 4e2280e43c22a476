/**
 * The objects of `resource.k8s.io/v1` as far as the NVIDIA driver fills them in
 * (kubernetes/api resource/v1/types.go). Aliases, so that each is a Kubernetes object of any kind
 * to a caller who takes those.
 */

export type ResourceSlice = {
  readonly apiVersion: "resource.k8s.io/v1";
  readonly kind: "ResourceSlice";
  readonly metadata: { readonly name: string };
  readonly spec: {
    /** The DRA driver. */
    readonly driver: string;
    readonly pool: { readonly name: string; readonly generation: number; readonly resourceSliceCount: number };
    readonly nodeName: string;
    readonly devices?: readonly Device[];
    readonly sharedCounters?: readonly CounterSet[];
  };
};

/** A GPU, a MIG device that exists, or one that could be made. */
export type Device = {
  readonly name: string;
  readonly attributes: Readonly<Record<string, DeviceAttribute>>;
  readonly capacity?: Amounts;
  readonly consumesCounters?: readonly CounterConsumption[];
};

export type DeviceAttribute = { readonly string: string } | { readonly version: string };

/** Quantities by name. */
export type Amounts = Readonly<Record<string, { readonly value: string }>>;

/** What one GPU has, for its devices to share out. */
export type CounterSet = { readonly name: string; readonly counters: Amounts };

export type CounterConsumption = { readonly counterSet: string; readonly counters: Amounts };

type ClaimSpec = {
  readonly devices: {
    readonly requests: readonly DeviceRequest[];
    readonly constraints?: readonly { readonly requests: readonly string[]; readonly matchAttribute: string }[];
  };
};

export type DeviceRequest = {
  readonly name: string;
  readonly exactly: {
    readonly deviceClassName: string;
    readonly selectors: readonly Selector[];
    readonly allocationMode: "ExactCount";
    readonly count: number;
  };
};

export type Selector = { readonly cel: { readonly expression: string } };

export type ResourceClaim =
  | {
      readonly apiVersion: "resource.k8s.io/v1";
      readonly kind: "ResourceClaim";
      readonly metadata: { readonly name: string };
      readonly spec: ClaimSpec;
    }
  | {
      readonly apiVersion: "resource.k8s.io/v1";
      readonly kind: "ResourceClaimTemplate";
      readonly metadata: { readonly name: string };
      readonly spec: { readonly spec: ClaimSpec };
    };

export type DeviceClass = {
  readonly apiVersion: "resource.k8s.io/v1";
  readonly kind: "DeviceClass";
  readonly metadata: { readonly name: string };
  readonly spec: { readonly selectors: readonly Selector[]; readonly extendedResourceName: string };
};
