/** Which GPUs a `device-filter` names: pkg/types/device.go and api/spec/v1/helpers.go of NVIDIA/mig-parted. */

/** A board by its PCI ids. */
export interface PciId {
  readonly device: number;
  readonly vendor: number;
  /** null: not said by a filter, not known of a board. */
  readonly subsystem: { readonly device: number; readonly vendor: number } | null;
}

/** Go's strconv.ParseUint with base 0: underscores stand between digits, or between a prefix and a digit. */
const NUMBER = /^(?:0x((?:_?[0-9a-f])+)|0b((?:_?[01])+)|0o((?:_?[0-7])+)|(0(?:_?[0-7])*)|([1-9](?:_?[0-9])*))$/i;
const BASES = [16, 2, 8, 8, 10] as const;
const UINT32 = 0xffff_ffff;

function halves(text: string): { device: number; vendor: number } | null {
  const groups = NUMBER.exec(text)?.slice(1) ?? [];
  const which = groups.findIndex((group) => group !== undefined);
  const value = Number.parseInt(groups[which]?.replaceAll("_", "") ?? "", BASES[which]);
  return value <= UINT32 ? { device: Math.floor(value / 0x1_0000), vendor: value % 0x1_0000 } : null;
}

/**
 * "0x20B210DE" is device 0x20B2 of vendor 0x10DE, also in lower case, decimal, octal, binary or with
 * underscores; "0x233010DE:0x16C010DE" names the subsystem as well. null for what mig-parted cannot
 * read: it swallows that error, and the filter then matches nothing.
 */
export function parsePciId(text: string): PciId | null {
  const [primary = "", sub, ...more] = text.split(":");
  const ids = halves(primary);
  const subsystem = sub === undefined ? null : halves(sub);
  if (ids === null || more.length > 0 || (sub !== undefined && subsystem === null)) return null;
  return { ...ids, subsystem };
}

/** As mig-parted prints it: "0x20B210DE". */
export function formatPciId({ device, vendor, subsystem }: PciId): string {
  const primary = `0x${hex(device)}${hex(vendor)}`;
  return subsystem === null ? primary : `${primary}:0x${hex(subsystem.device)}${hex(subsystem.vendor)}`;
}

function hex(id: number): string {
  return id.toString(16).toUpperCase().padStart(4, "0");
}

/** The texts of a filter; none where it lets every GPU through, as absent, "" and [] do. */
export function filterTexts(filter: string | readonly string[] | undefined): readonly string[] {
  if (filter === undefined || filter === "") return [];
  return typeof filter === "string" ? [filter] : filter;
}

/**
 * Whether a filter lets a GPU through that is one of `boards` (PCI ids). A model stands for several
 * boards, and which of them a node has is not known: any that matches is enough, and a subsystem that
 * is not known is taken to be the one asked for.
 */
export function matchesDeviceFilter(filter: string | readonly string[] | undefined, boards: readonly string[]): boolean {
  return letsThrough(readDeviceFilter(filter), boards);
}

/** The ids that a filter names, without what mig-parted cannot read; null: it lets every GPU through. */
export type DeviceFilter = readonly PciId[] | null;

/** Reads a filter once for any number of boards. */
export function readDeviceFilter(filter: string | readonly string[] | undefined): DeviceFilter {
  const texts = filterTexts(filter);
  return texts.length === 0 ? null : readable(texts);
}

/** As `matchesDeviceFilter`. */
export function letsThrough(filter: DeviceFilter, boards: readonly string[]): boolean {
  if (filter === null) return true;
  const ids = readable(boards);
  return filter.some((named) => ids.some((board) => matches(named, board)));
}

function readable(texts: readonly string[]): readonly PciId[] {
  return texts.map(parsePciId).filter((id) => id !== null);
}

function matches(filter: PciId, board: PciId): boolean {
  if (filter.device !== board.device || filter.vendor !== board.vendor) return false;
  if (filter.subsystem === null || board.subsystem === null) return true;
  return filter.subsystem.device === board.subsystem.device && filter.subsystem.vendor === board.subsystem.vendor;
}
