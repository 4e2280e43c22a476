import { describe, expect, test } from "vitest";
import { type WebhookManifestOptions, webhookManifests } from "../../../src/admission/index.js";
import { MigError } from "../../../src/index.js";
import { junk, spoilt } from "../../support/junk.js";

const BASIC = { namespace: "migpack-system", image: "registry.example.com/migpack:1.0" };
const PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

// biome-ignore lint/suspicious/noExplicitAny: manifests are looked into field by field
type Loose = any;

const manifests = (more: Partial<WebhookManifestOptions> = {}): Loose[] => [...webhookManifests({ ...BASIC, ...more })];
const only = (kind: string, more: Partial<WebhookManifestOptions> = {}): Loose => {
  const [found, ...others] = manifests(more).filter((each) => each.kind === kind);
  expect(others).toEqual([]);
  return found;
};
const webhooksOf = (more: Partial<WebhookManifestOptions> = {}): Loose[] => [
  ...only("ValidatingWebhookConfiguration", more).webhooks,
  ...only("MutatingWebhookConfiguration", more).webhooks,
];

test("what there is, in the order in which it can be applied", () => {
  expect(manifests().map(({ kind }) => kind)).toEqual([
    "Namespace",
    "ServiceAccount",
    "ClusterRole",
    "ClusterRoleBinding",
    "Service",
    "Deployment",
    "PodDisruptionBudget",
    "ValidatingWebhookConfiguration",
    "MutatingWebhookConfiguration",
  ]);
  expect(JSON.parse(JSON.stringify(manifests()))).toEqual(manifests());
  for (const { kind, metadata } of manifests({ certManager: true }))
    expect(metadata.namespace).toBe(
      /^(Namespace|ClusterRole|ClusterRoleBinding|.*WebhookConfiguration)$/.test(kind) ? undefined : BASIC.namespace,
    );
});

describe("the server", () => {
  test("is started as `migpack serve` takes it, and probed where it answers", () => {
    const [container] = only("Deployment").spec.template.spec.containers;
    expect(container.image).toBe(BASIC.image);
    expect(container.args).toEqual([
      "serve",
      "--in-cluster",
      "--mig-config",
      "gpu-operator/default-mig-parted-config",
      "--cert",
      "/tls/tls.crt",
      "--key",
      "/tls/tls.key",
      "--port",
      "8443",
      "--mutate",
    ]);
    expect(container.readinessProbe.httpGet).toEqual({ path: "/readyz", port: "https", scheme: "HTTPS" });
    expect(container.livenessProbe.httpGet.path).toBe("/healthz");
    expect(container.volumeMounts[0].mountPath).toBe("/tls");
  });
  test("may run where pods are restricted", () => {
    const { securityContext, containers, hostNetwork, volumes } = only("Deployment").spec.template.spec;
    expect(only("Namespace").metadata.labels["pod-security.kubernetes.io/enforce"]).toBe("restricted");
    expect(securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } });
    expect(containers[0].securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    expect(hostNetwork).toBeUndefined();
    expect(volumes).toEqual([{ name: "tls", secret: { secretName: "migpack-tls" } }]);
  });
  test("is found by its labels, more than once, and apart", () => {
    const { replicas, selector, template } = only("Deployment", { replicas: 3 }).spec;
    expect(replicas).toBe(3);
    expect(template.metadata.labels).toMatchObject(selector.matchLabels);
    expect(template.metadata.labels).toMatchObject(only("Service").spec.selector);
    expect(only("PodDisruptionBudget").spec.selector).toEqual(selector);
    expect(template.spec.topologySpreadConstraints[0].labelSelector).toEqual(selector);
    const [port] = only("Service").spec.ports;
    expect(template.spec.containers[0].ports.map(({ name }: Loose) => name)).toContain(port.targetPort);
  });
  test("reads what a view is made of, and writes nothing", () => {
    const { rules } = only("ClusterRole", { migConfig: { namespace: "gpu", name: "mine" } });
    expect(rules.flatMap(({ verbs }: Loose) => verbs)).toEqual(
      expect.not.arrayContaining(["create", "update", "patch", "delete", "*"]),
    );
    expect(rules.flatMap(({ resources }: Loose) => resources)).toEqual(["nodes", "pods", "resourceslices", "configmaps"]);
    expect(rules.find(({ resources }: Loose) => resources.includes("configmaps")).resourceNames).toEqual(["mine"]);
    expect(only("ClusterRoleBinding").subjects).toEqual([
      { kind: "ServiceAccount", name: "migpack", namespace: BASIC.namespace },
    ]);
    expect(only("Deployment").spec.template.spec.serviceAccountName).toBe("migpack");
  });
});

describe("the webhooks", () => {
  test("have all that the API server asks for", () => {
    for (const hook of webhooksOf()) {
      expect(hook.name).toMatch(/^[a-z]+(\.[a-z]+){2,}$/);
      expect(hook).toMatchObject({
        sideEffects: "None",
        matchPolicy: "Equivalent",
        admissionReviewVersions: ["v1"],
        failurePolicy: "Ignore",
      });
      expect(hook.timeoutSeconds).toBeGreaterThanOrEqual(1);
      expect(hook.timeoutSeconds).toBeLessThanOrEqual(30);
      expect(hook.clientConfig.service).toMatchObject({
        name: only("Service").metadata.name,
        namespace: BASIC.namespace,
        port: 443,
      });
      expect(hook.clientConfig.caBundle).toBeUndefined();
      for (const { resources } of hook.rules) for (const resource of resources) expect(resource).not.toContain("/");
    }
    const names = webhooksOf().map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(webhooksOf().map(({ clientConfig }) => clientConfig.service.path)).toEqual([
      "/validate",
      "/validate",
      "/validate",
      "/mutate",
      "/validate",
    ]);
  });
  test("never ask about kube-system or about themselves", () => {
    for (const hook of webhooksOf())
      for (const { resources } of hook.rules)
        if (resources.includes("pods"))
          expect(hook.namespaceSelector.matchExpressions).toEqual([
            { key: "kubernetes.io/metadata.name", operator: "NotIn", values: ["kube-system", BASIC.namespace] },
          ]);
  });
  test("close, where that is wished for", () => {
    expect(webhooksOf({ failurePolicy: "Fail" }).every(({ failurePolicy }) => failurePolicy === "Fail")).toBe(true);
  });
  test("trust the CA that is given, as PEM or base64", () => {
    for (const caBundle of [PEM, btoa(PEM)])
      expect(webhooksOf({ caBundle }).map(({ clientConfig }) => atob(clientConfig.caBundle))).toEqual(new Array(5).fill(PEM));
  });
  test("with cert-manager the certificate is the service's, and its CA is handed over", () => {
    const { spec, metadata } = only("Certificate", { certManager: true });
    expect(spec.dnsNames).toContain(`migpack.${BASIC.namespace}.svc`);
    expect(spec.secretName).toBe("migpack-tls");
    expect(spec.issuerRef).toEqual({ kind: "Issuer", name: only("Issuer", { certManager: true }).metadata.name });
    for (const kind of ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"])
      expect(only(kind, { certManager: true }).metadata.annotations).toEqual({
        "cert-manager.io/inject-ca-from": `${BASIC.namespace}/${metadata.name}`,
      });
  });
});

test.each<[object, RegExp]>([
  [{ namespace: "Not A Namespace" }, /^namespace: /],
  [{ image: "" }, /^image: /],
  [{ image: "a b" }, /^image: /],
  [{ caBundle: "not base64!" }, /^caBundle: /],
  [{ failurePolicy: "Maybe" }, /^failurePolicy: /],
  [{ replicas: 0 }, /^replicas: /],
  [{ migConfig: { namespace: "a", name: "" } }, /^migConfig\.name: /],
])("%j is refused", (more, message) => {
  expect(() => webhookManifests({ ...BASIC, ...more })).toThrow(message);
});

test("whatever is passed: manifests, or a MigError", () => {
  const whole = { ...BASIC, caBundle: PEM, certManager: true, replicas: 2, migConfig: { namespace: "a", name: "b" } };
  for (const [, bad] of junk)
    for (const each of spoilt(whole, bad)) {
      try {
        expect(webhookManifests(each as WebhookManifestOptions).length).toBeGreaterThan(5);
      } catch (error) {
        expect(error).toBeInstanceOf(MigError);
      }
    }
});
