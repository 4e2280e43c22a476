/**
 * The objects of `resource.k8s.io/v1` as far as the NVIDIA driver fills them in
 * (kubernetes/api resource/v1/types.go). Aliases, so that each is a Kubernetes object of any kind
 * to a caller who takes those.
 */

/** A part of what one node offers: devices, counters, or both. All slices of one pool belong together. */
export type ResourceSlice = {
  /** The only version that is read and written. */
  readonly apiVersion: "resource.k8s.io/v1";
  /** As the API server spells it. */
  readonly kind: "ResourceSlice";
  /** Its `name`. */
  readonly metadata: { readonly name: string };
  /** What a node offers. */
  readonly spec: {
    /** The DRA driver. */
    readonly driver: string;
    /** `name` of the pool, which the driver calls after the node, its `generation`, and `resourceSliceCount`: how many slices it has. */
    readonly pool: { readonly name: string; readonly generation: number; readonly resourceSliceCount: number };
    /** The node whose devices these are. */
    readonly nodeName: string;
    /** Left out in a slice that holds counters only. */
    readonly devices?: readonly Device[];
    /** Left out where nothing is shared, and in a slice that holds devices only. */
    readonly sharedCounters?: readonly CounterSet[];
  };
};

/** A GPU, a MIG device that exists, or one that could be made. */
export type Device = {
  /** Within the pool: "gpu-0", or "gpu-0-mig-1g10gb-19-4" with the id of the profile and the start. */
  readonly name: string;
  /** By name within the driver's domain. */
  readonly attributes: Readonly<Record<string, DeviceAttribute>>;
  /** Memory, engines, and the like. */
  readonly capacity?: Amounts;
  /** What it takes of the counters of its GPU. */
  readonly consumesCounters?: readonly CounterConsumption[];
};

/** A text (`string`) or a semantic version (`version`). */
export type DeviceAttribute = { readonly string: string } | { readonly version: string };

/** Quantities by name, each a `value` as Kubernetes writes quantities: "20Gi". */
export type Amounts = Readonly<Record<string, { readonly value: string }>>;

/** What one GPU has, for its devices to share out: `counters` under a `name`. */
export type CounterSet = {
  /** Within the pool. */
  readonly name: string;
  /** How much there is of each. */
  readonly counters: Amounts;
};

/** What one device takes: `counters` of a `counterSet`. */
export type CounterConsumption = {
  /** Name of the set. */
  readonly counterSet: string;
  /** How much it takes of each. */
  readonly counters: Amounts;
};

/** What a claim asks for. */
export type ClaimSpec = {
  /** `requests` by name, and `constraints`: devices of these `requests` must agree in an attribute (`matchAttribute`). */
  readonly devices: {
    readonly requests: readonly DeviceRequest[];
    readonly constraints?: readonly { readonly requests: readonly string[]; readonly matchAttribute: string }[];
  };
};

/** One request of a claim. */
export type DeviceRequest = {
  /** Within the claim. */
  readonly name: string;
  /** What is asked for: `deviceClassName`, `selectors` that must all hold, `allocationMode` and `count` of devices. */
  readonly exactly: {
    readonly deviceClassName: string;
    readonly selectors: readonly Selector[];
    readonly allocationMode: "ExactCount";
    readonly count: number;
  };
};

/** A condition on a device: an `expression` of `cel` (Common Expression Language). */
export type Selector = {
  /** In the Common Expression Language. */
  readonly cel: { readonly expression: string };
};

/** A claim, or a template of which each pod gets a claim of its own. Both have `apiVersion`, `kind`, `metadata` with a `name`, and a `spec`. */
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

/** A kind of device that claims and, by `extendedResourceName`, pods ask for. */
export type DeviceClass = {
  /** The only version that is written. */
  readonly apiVersion: "resource.k8s.io/v1";
  /** As the API server spells it. */
  readonly kind: "DeviceClass";
  /** Its `name`. */
  readonly metadata: { readonly name: string };
  /** `selectors` of its devices, and the `extendedResourceName` that pods may ask for in their limits. */
  readonly spec: { readonly selectors: readonly Selector[]; readonly extendedResourceName: string };
};
