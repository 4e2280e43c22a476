/** Prints what dcgm-exporter prints, by its template, which escapes nothing; `escape` is what Prometheus makes of it. */
import type { DcgmSample } from "../../src/dcgm/index.js";

interface Era {
  readonly host: "Hostname" | "hostname";
  readonly uuid: "UUID" | "uuid";
  readonly pods: readonly [pod: string, namespace: string, container: string];
  readonly escape: boolean;
}

export function printScrape(samples: readonly DcgmSample[], era: Era): string {
  const names = [...new Set(samples.flatMap(({ metrics }) => Object.keys(metrics)))].sort();
  return names.map((name) => `# HELP ${name} \n# TYPE ${name} gauge\n${linesOf(samples, name, era)}`).join("");
}

function linesOf(samples: readonly DcgmSample[], name: string, era: Era): string {
  return samples
    .filter(({ metrics }) => Object.hasOwn(metrics, name))
    .map((sample) => `${name}{${labelsOf(sample, era)}} ${numeral(sample.metrics[name] ?? 0)}\n`)
    .join("");
}

function labelsOf({ gpu, uuid, modelName, host, profile, instanceId, pod, driver }: DcgmSample, era: Era): string {
  const [podLabel, namespaceLabel, containerLabel] = era.pods;
  const labels: (readonly [string, string])[] = [
    ["gpu", `${gpu}`],
    [era.uuid, uuid],
    ["pci_bus_id", "00000000:1B:00.0"],
    ["device", `nvidia${gpu}`],
    ["modelName", modelName],
  ];
  if (profile !== null) labels.push(["GPU_I_PROFILE", profile], ["GPU_I_ID", `${instanceId}`]);
  if (host !== null) labels.push([era.host, host]);
  if (driver !== undefined) labels.push(["DCGM_FI_DRIVER_VERSION", `${driver}.54.15`]);
  if (pod !== undefined) labels.push([containerLabel, pod.container], [namespaceLabel, pod.namespace], [podLabel, pod.pod]);
  const escaped = (value: string) => value.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n");
  return labels.map(([key, value]) => `${key}="${era.escape ? escaped(value) : value}"`).join(",");
}

/** %d or %f. */
function numeral(value: number): string {
  return Number.isInteger(value) ? `${value}` : value.toFixed(6);
}
