/** The server itself. */
import { LABELS, NAME, PORT, TLS_SECRET } from "./names.js";
import type { KubernetesObject, Setup } from "./types.js";

const TLS = "/tls";

export function workload(setup: Setup): readonly KubernetesObject[] {
  const { namespace, replicas } = setup;
  const metadata = { name: NAME, namespace, labels: LABELS };
  const selector = { matchLabels: LABELS };
  return [
    {
      apiVersion: "v1",
      kind: "Service",
      metadata,
      spec: { selector: LABELS, ports: [{ name: "https", port: 443, targetPort: "https", protocol: "TCP" }] },
    },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata,
      spec: { replicas, selector, template: { metadata: { labels: LABELS }, spec: podSpec(setup) } },
    },
    {
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget",
      metadata,
      // Of one replica none could ever be moved otherwise.
      spec: { maxUnavailable: 1, selector },
    },
  ];
}

function podSpec({ image, migConfig }: Setup): Readonly<Record<string, unknown>> {
  return {
    serviceAccountName: NAME,
    securityContext: { runAsNonRoot: true, runAsUser: 65_532, runAsGroup: 65_532, seccompProfile: { type: "RuntimeDefault" } },
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: "kubernetes.io/hostname",
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: LABELS },
      },
    ],
    // More than the time that `serve` goes on for connections on their way, and what they began.
    terminationGracePeriodSeconds: 30,
    containers: [
      {
        name: NAME,
        image,
        args: [
          "serve",
          "--in-cluster",
          "--mig-config",
          `${migConfig.namespace}/${migConfig.name}`,
          "--cert",
          `${TLS}/tls.crt`,
          "--key",
          `${TLS}/tls.key`,
          "--port",
          `${PORT}`,
          "--mutate",
        ],
        ports: [{ name: "https", containerPort: PORT, protocol: "TCP" }],
        readinessProbe: probe("/readyz", 5),
        livenessProbe: probe("/healthz", 10),
        resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "512Mi" } },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        },
        volumeMounts: [{ name: "tls", mountPath: TLS, readOnly: true }],
      },
    ],
    volumes: [{ name: "tls", secret: { secretName: TLS_SECRET } }],
  };
}

function probe(path: string, periodSeconds: number): Readonly<Record<string, unknown>> {
  return { httpGet: { path, port: "https", scheme: "HTTPS" }, periodSeconds, timeoutSeconds: 2 };
}
