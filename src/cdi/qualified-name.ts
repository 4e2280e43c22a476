/** What the Container Device Interface calls a device (tags.cncf.io/container-device-interface, pkg/parser/parser.go). */

/** Vendor and class: begins with a letter, ends with a letter or digit. */
const PART = "[A-Za-z](?:[\\w.-]*[A-Za-z0-9])?";
/** Begins and ends with a letter or digit: an old MIG UUID, which has "/", is no device name. */
const DEVICE = "[A-Za-z0-9](?:[\\w.:-]*[A-Za-z0-9])?";
const DEVICE_NAME = new RegExp(`^${DEVICE}$`);
const QUALIFIED = new RegExp(`^(${PART})/(${PART})=(${DEVICE})$`);

/** "nvidia.com/gpu=0:1" in its parts. */
export interface QualifiedName {
  readonly vendor: string;
  readonly class: string;
  readonly name: string;
}

/** null: not fully qualified, or against the rules of a part. */
export function parseQualifiedName(text: string): QualifiedName | null {
  const [, vendor, kind, name] = QUALIFIED.exec(text) ?? [];
  return vendor === undefined || kind === undefined || name === undefined ? null : { vendor, class: kind, name };
}

export function isDeviceName(name: string): boolean {
  return DEVICE_NAME.test(name);
}
