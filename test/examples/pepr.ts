/** As much of Pepr as the example asks of it: the package itself brings hundreds of others. */
interface Decision {
  readonly allowed: boolean;
  readonly warnings: readonly string[];
  readonly statusMessage?: string | undefined;
  readonly statusCode?: number | undefined;
}

interface ValidateRequest {
  readonly Request: unknown;
  Approve(warnings?: string[]): Decision;
  Deny(statusMessage?: string, statusCode?: number, warnings?: string[]): Decision;
}

type Action = (request: ValidateRequest) => Decision | Promise<Decision>;

interface Binding {
  IsCreatedOrUpdated(): { Validate(action: Action): void };
}

export const a = { Pod: "Pod" } as const;
export const kind = { Node: "Node" } as const;

export class Capability {
  readonly #actions: Action[] = [];

  constructor(readonly about: { readonly name: string; readonly description: string }) {}

  When(_: (typeof a)["Pod"]): Binding {
    return { IsCreatedOrUpdated: () => ({ Validate: (action) => void this.#actions.push(action) }) };
  }

  /** What it decides on an AdmissionRequest. */
  async decide(request: unknown): Promise<readonly Decision[]> {
    return Promise.all(
      this.#actions.map((action) =>
        action({
          Request: request,
          Approve: (warnings = []) => ({ allowed: true, warnings }),
          Deny: (statusMessage, statusCode, warnings = []) => ({ allowed: false, warnings, statusMessage, statusCode }),
        }),
      ),
    );
  }
}

let nodes: readonly unknown[] = [];

/** What `K8s(kind.Node).Get()` gives from now on. */
export function setNodes(items: readonly unknown[]): void {
  nodes = items;
}

export function K8s(_: (typeof kind)["Node"]) {
  return { Get: async () => ({ items: nodes }) };
}
