import { type RequestOptions, request } from "node:https";
import type { KubeConfig } from "@kubernetes/client-node";
import { MigError } from "../../error.js";

export type Client = typeof import("@kubernetes/client-node");

/** The API server answered, but not with what was asked. */
export class StatusError extends Error {
  constructor(readonly statusCode: number) {
    super(`HTTP ${statusCode}`);
  }
}

/** 57 MB that only this way of knowing a cluster needs, so it is installed by who wants it. @throws MigError INVALID_INPUT where it is not */
export async function loadClient(): Promise<Client> {
  try {
    return await import("@kubernetes/client-node");
  } catch (cause) {
    throw new MigError("INVALID_INPUT", "--in-cluster needs @kubernetes/client-node: npm install @kubernetes/client-node", {
      cause,
    });
  }
}

/**
 * The API server of the pod's service account, or the one that KUBECONFIG names.
 *
 * @throws MigError INVALID_INPUT where there is neither
 */
export function configFrom({ KubeConfig: Config }: Client, env: Readonly<Record<string, string | undefined>>): KubeConfig {
  const config = new Config();
  if (env.KUBECONFIG) {
    try {
      config.loadFromFile(env.KUBECONFIG);
    } catch (cause) {
      throw new MigError("INVALID_INPUT", `${env.KUBECONFIG}: no kubeconfig that can be read`, { cause });
    }
  } else if (env.KUBERNETES_SERVICE_HOST) config.loadFromCluster();
  else
    throw new MigError("INVALID_INPUT", "--in-cluster: this is no pod of a cluster; elsewhere KUBECONFIG names the API server");
  return config;
}

/** Milliseconds for one page. */
const PATIENCE = 30_000;

/** JSON as the server sends it: the client's own types rename what ResourceSlices hold. */
export async function getJson(config: KubeConfig, path: string, query: Readonly<Record<string, string>>): Promise<unknown> {
  const url = new URL(`${config.getCurrentCluster()?.server ?? ""}${path}`);
  for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
  const options: RequestOptions = { headers: { accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE) };
  await config.applyToHTTPSOptions(options);
  return new Promise((resolve, reject) => {
    const asked = request(url, options, async (response) => {
      try {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk);
        if (response.statusCode === 200) resolve(JSON.parse(Buffer.concat(chunks).toString("utf8")));
        else reject(new StatusError(response.statusCode ?? 0));
      } catch (error) {
        reject(error);
      }
    });
    asked.on("error", reject);
    asked.end();
  });
}
