/** As much of `nvidia-smi` as recorded sessions use, spoken to a MigDriver: commands in, the lines that it prints out. */
import type { GpuModel } from "../../src/index.js";
import type { DriverError, MigDriver } from "../../src/testing/index.js";

const SAYS: Readonly<Record<DriverError, string>> = {
  INSUFFICIENT_RESOURCES: "Insufficient Resources",
  IN_USE: "In use by another client",
  INVALID_ARGUMENT: "Invalid Argument",
  NOT_FOUND: "Not Found",
  NOT_SUPPORTED: "Not Supported",
  RESET_REQUIRED: "Reset Required",
};

const pad = (id: number) => String(id).padStart(2);

export class NvidiaSmi {
  constructor(
    private readonly driver: MigDriver,
    private readonly models: readonly GpuModel[],
  ) {}

  /** "nvidia-smi mig -i 0 -cgi 9,19 -C": what it prints, listings left out. */
  run(command: string): readonly string[] {
    const words = command.trim().split(/\s+/);
    const list = (option: string) => {
      const at = words.indexOf(option);
      const value = words[at + 1];
      if (at < 0) return null;
      return value === undefined || value.startsWith("-") ? [] : value.split(",");
    };
    const gpu = Number(list("-i")?.[0] ?? 0);
    const inside = list("-gi")?.map(Number) ?? this.driver.gpuInstances(gpu).map(({ instanceId }) => instanceId);
    const mode = list("-mig");
    if (mode !== null) return this.driver.setMigMode(gpu, mode[0] === "1") && [];
    const created = list("-cgi");
    if (created !== null) return this.createGpuInstances(gpu, created, words.includes("-C"));
    const parts = list("-cci");
    if (parts !== null) return inside.flatMap((id) => this.createComputeInstances(gpu, id, parts));
    if (words.includes("-dci")) return inside.flatMap((id) => this.destroyComputeInstances(gpu, id, list("-ci")?.map(Number)));
    if (words.includes("-dgi")) return this.destroyGpuInstances(gpu, inside);
    if (words.some((word) => /^-l[gc]ip?p?$|^-L$/.test(word))) return [];
    throw new Error(`no recorded session has ${command}`);
  }

  private createGpuInstances(gpu: number, wanted: readonly string[], whole: boolean): readonly string[] {
    const lines: string[] = [];
    for (const want of wanted) {
      const profile = this.models[gpu]?.profiles.find(({ id, name }) => String(id) === want || name === want);
      const id = profile?.id ?? Number(want);
      const made = this.driver.createGpuInstance(gpu, id);
      if (!made.ok) {
        const says = SAYS[made.error];
        lines.push(`Unable to create a GPU instance on GPU ${pad(gpu)} using profile ${id}: ${says}`);
        lines.push(`Failed to create GPU instances: ${says}`);
        return lines;
      }
      const using = `using profile MIG ${profile?.name} (ID ${pad(id)})`;
      lines.push(`Successfully created GPU instance ID ${pad(made.value.id)} on GPU ${pad(gpu)} ${using}`);
      if (whole) lines.push(...this.createComputeInstances(gpu, made.value.id, []));
    }
    return lines;
  }

  private createComputeInstances(gpu: number, gpuInstance: number, wanted: readonly string[]): readonly string[] {
    const row = this.driver.gpuInstances(gpu).find(({ instanceId }) => instanceId === gpuInstance);
    const there = this.models[gpu]?.profiles.find(({ name }) => name === row?.profile)?.computeInstances ?? [];
    const whole = there.at(-1)?.name ?? "";
    return (wanted.length === 0 ? [whole] : wanted).map((want) => {
      const profile = there.find(({ id, name }) => String(id) === want || name === want);
      const made = this.driver.createComputeInstance(gpu, gpuInstance, profile?.id ?? Number(want));
      const where = `on GPU ${pad(gpu)} GPU instance ID ${pad(gpuInstance)}`;
      if (!made.ok) return `Unable to create a compute instance ${where}: ${SAYS[made.error]}`;
      const using = `using profile MIG ${profile?.name} (ID ${pad(profile?.id ?? -1)})`;
      return `Successfully created compute instance ID ${pad(made.value.id)} ${where} ${using}`;
    });
  }

  private destroyComputeInstances(gpu: number, gpuInstance: number, ids: readonly number[] | undefined): readonly string[] {
    return (ids ?? this.driver.computeInstances(gpu, gpuInstance).map(({ id }) => id)).map((id) => {
      const gone = this.driver.destroyComputeInstance(gpu, gpuInstance, id);
      const what = `compute instance ID ${pad(id)} from GPU ${pad(gpu)} GPU instance ID ${pad(gpuInstance)}`;
      return gone.ok ? `Successfully destroyed ${what}` : `Unable to destroy ${what}: ${SAYS[gone.error]}`;
    });
  }

  private destroyGpuInstances(gpu: number, ids: readonly number[]): readonly string[] {
    const lines: string[] = [];
    for (const id of ids) {
      const gone = this.driver.destroyGpuInstance(gpu, id);
      const what = `GPU instance ID ${pad(id)} from GPU ${pad(gpu)}`;
      lines.push(gone.ok ? `Successfully destroyed ${what}` : `Unable to destroy ${what}: ${SAYS[gone.error]}`);
      if (!gone.ok) return [...lines, `Failed to destroy GPU instances: ${SAYS[gone.error]}`];
    }
    return lines;
  }
}
