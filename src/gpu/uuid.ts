/** Ids of devices as programs written in Go take them. */

const DASHED = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const BARE = /^[0-9a-f]{32}$/i;
const URN = /^urn:uuid:/i;

/** Parse of github.com/google/uuid, which tells the spellings apart by length. */
export function isUuid(text: string): boolean {
  if (DASHED.test(text) || BARE.test(text)) return true;
  if (URN.test(text)) return DASHED.test(text.slice("urn:uuid:".length));
  // In braces: whatever stands there is not looked at, as long as it is one byte.
  return DASHED.test(text.slice(1, -1)) && isAscii(text.charCodeAt(0)) && isAscii(text.charCodeAt(text.length - 1));
}

/** "GPU-" and a UUID. */
export function isGpuUuid(text: string): boolean {
  return text.startsWith("GPU-") && isUuid(text.slice(4));
}

/** strconv.ParseUint with base 10, of 64 bits. */
export function isUint(text: string): boolean {
  const digits = /^0*([0-9]{1,20})$/.exec(text)?.[1];
  return digits !== undefined && BigInt(digits) < 2n ** 64n;
}

function isAscii(code: number): boolean {
  return code < 0x80;
}
