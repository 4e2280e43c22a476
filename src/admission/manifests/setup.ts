import { MigError, type Path, pathText } from "../../error.js";
import { dnsLabelFaults, dnsSubdomainFaults } from "../../kubernetes/validation.js";
import { quote, show } from "../../model/quote.js";
import type { Setup, WebhookManifestOptions } from "./types.js";

const OPERATOR = { namespace: "gpu-operator", name: "default-mig-parted-config" };
const BASE64 = /^[A-Za-z0-9+/\s]+={0,2}\s*$/;
const PEM = /^[\s -~]*-----BEGIN CERTIFICATE-----[\s -~]*$/;
const MAX_REPLICAS = 100;

/** @throws MigError INVALID_INPUT with the path */
export function readSetup(options: WebhookManifestOptions): Setup {
  if (typeof options !== "object" || options === null) throw invalid([], `{ namespace, image } is needed, not ${show(options)}`);
  const {
    namespace,
    image,
    caBundle,
    certManager = false,
    failurePolicy = "Ignore",
    migConfig = OPERATOR,
    replicas = 2,
  } = options;
  if (typeof image !== "string" || !/^[\x21-\x7e]{1,1024}$/.test(image))
    throw invalid(["image"], `an image is needed, such as registry.example.com/migpack:1.0, not ${show(image)}`);
  if (typeof certManager !== "boolean") throw invalid(["certManager"], `true or false is needed, not ${show(certManager)}`);
  if (failurePolicy !== "Ignore" && failurePolicy !== "Fail")
    throw invalid(["failurePolicy"], `Ignore or Fail is needed, not ${show(failurePolicy)}`);
  if (!Number.isInteger(replicas) || replicas < 1 || replicas > MAX_REPLICAS)
    throw invalid(["replicas"], `a whole number from 1 to ${MAX_REPLICAS} is needed, not ${show(replicas)}`);
  if (typeof migConfig !== "object" || migConfig === null)
    throw invalid(["migConfig"], `{ namespace, name } is needed, not ${show(migConfig)}`);
  return {
    namespace: named(namespace, ["namespace"], dnsLabelFaults),
    image,
    caBundle: caBundle === undefined ? null : bundleOf(caBundle),
    certManager,
    failurePolicy,
    migConfig: {
      namespace: named(migConfig.namespace, ["migConfig", "namespace"], dnsLabelFaults),
      name: named(migConfig.name, ["migConfig", "name"], dnsSubdomainFaults),
    },
    replicas,
  };
}

function named(value: unknown, path: Path, faultsOf: (text: string) => readonly string[]): string {
  if (typeof value !== "string") throw invalid(path, `a name is needed, not ${show(value)}`);
  const [fault] = faultsOf(value);
  if (fault !== undefined) throw invalid(path, `${quote(value)}: ${fault}`);
  return value;
}

function bundleOf(value: unknown): string {
  if (typeof value === "string" && PEM.test(value)) return btoa(value);
  if (typeof value === "string" && BASE64.test(value)) return value.replace(/\s/g, "");
  throw invalid(["caBundle"], `certificates as PEM, or base64 of it, are needed, not ${show(value)}`);
}

function invalid(path: Path, message: string): MigError {
  return new MigError("INVALID_INPUT", `${pathText(path)}${message}`, { path });
}
