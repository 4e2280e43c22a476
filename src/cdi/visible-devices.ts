/** NVIDIA_VISIBLE_DEVICES as nvidia-container-toolkit reads it (internal/config/image: cuda_image.go, devices.go). */
import { atTheDoor } from "../door.js";
import { MigError } from "../error.js";
import { show } from "../model/quote.js";

/** Of a variable and its name, on Linux (MAX_ARG_STRLEN). */
const LONGEST = 131_072;

/**
 * The devices that a value of NVIDIA_VISIBLE_DEVICES asks for; `undefined`: the variable is not set.
 *
 * - empty: no devices, and the container is left as it is (`void`, nothing, unset)
 * - `[""]`: the driver's files and no GPU (`none`)
 * - `["all"]`: every device
 * - else the ids, of which only the last of equal ones keeps its text: `0,0` is `["", "0"]`, and the
 *   empty item asks for the device `none`. Write each id once.
 *
 * `void` anywhere wins; else the first of `all` and `none` does. Case matters: `ALL` is an id.
 *
 * @param options.legacyImage the image sets CUDA_VERSION and not NVIDIA_REQUIRE_CUDA: unset means all
 * @throws MigError INVALID_INPUT for what is neither text nor undefined, or longer than 128 KiB
 */
export function parseVisibleDevices(
  value: string | undefined,
  options: { readonly legacyImage?: boolean } = {},
): readonly string[] {
  return atTheDoor(() => {
    if (value !== undefined && typeof value !== "string")
      throw new MigError("INVALID_INPUT", `the value of NVIDIA_VISIBLE_DEVICES is needed, a text, not ${show(value)}`);
    if (value !== undefined && value.length > LONGEST)
      throw new MigError("INVALID_INPUT", `${value.length} characters are more than an environment variable holds (${LONGEST})`);
    return Object.freeze(value === undefined ? unset(options.legacyImage === true) : listOf(value));
  });
}

function unset(legacyImage: boolean): string[] {
  return legacyImage ? ["all"] : [];
}

function listOf(value: string): string[] {
  const ids = value
    .split(",")
    .map(trimSpace)
    .filter((id) => id !== "");
  if (ids.includes("void")) return [];
  const decides = ids.find((id) => id === "all" || id === "none");
  if (decides !== undefined) return decides === "all" ? ["all"] : [""];
  const last = new Map(ids.map((id, i) => [id, i]));
  return ids.map((id, i) => (last.get(id) === i ? id : ""));
}

/** unicode.IsSpace of Go: `trim` takes U+FEFF as well, and leaves U+0085. */
const SPACE = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

function trimSpace(text: string): string {
  let begin = 0;
  let end = text.length;
  while (begin < end && SPACE.test(text.charAt(begin))) begin++;
  while (end > begin && SPACE.test(text.charAt(end - 1))) end--;
  return text.slice(begin, end);
}
