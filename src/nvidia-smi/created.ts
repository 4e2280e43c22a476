/** What `nvidia-smi mig -cgi` and `-dgi` say that they did. */
import { deepFreeze } from "../model/freeze.js";
import { type Line, linesOf, unreadable } from "./lines.js";
import { profileOf } from "./profiles.js";

/** A GPU instance that `nvidia-smi mig -cgi` made. Where it sits is not printed, and its ID does not tell (R26). */
export interface CreatedInstance {
  /** Index of the GPU. */
  readonly gpu: number;
  /** null: drivers before R470 do not print it. */
  readonly instanceId: number | null;
  /** Canonical: "3g.40gb"; null: drivers before R470 print only the ID of the profile. */
  readonly profile: string | null;
  /** The "ID" of the profile. */
  readonly profileId: number;
}

const CREATED_BEGIN = /^Successfully created GPU instance\b/;
const CREATED =
  /^Successfully created GPU instance(?: ID\s+(\d{1,9}))? on GPU\s+(\d{1,9}) using profile (?:(MIG \S+) \(ID\s+(\d{1,9})\)|ID\s+(\d{1,9}))$/;
const DESTROYED = /^Successfully destroyed GPU instance ID\s+(\d{1,9}) from GPU\s+(\d{1,9})$/;
const FAILED = /^(?:Unable|Failed) to create (?:a )?GPU instances?\b/;

/**
 * The GPU instances that a session with `nvidia-smi mig -cgi` made and did not destroy again, in
 * order. What was made before a refusal stays (R25); where all was refused the answer is empty.
 *
 * @throws MigError INVALID_INPUT with the line number where a line is torn, or the text has none
 */
export function parseCreated(cgi: string): readonly CreatedInstance[] {
  const lines = linesOf(cgi);
  const rows = created(lines);
  if (rows === null) {
    throw unreadable(
      lines[0]?.number ?? 1,
      'no "Successfully created GPU instance" in the text; paste what nvidia-smi mig -cgi prints',
    );
  }
  return deepFreeze(rows);
}

/** The instances made in the lines; null where they tell of none. */
export function created(lines: readonly Line[]): readonly CreatedInstance[] | null {
  // Without IDs nothing can be told apart, so that each row stands under a key of its own.
  const standing = new Map<string, CreatedInstance>();
  let tells = false;
  for (const line of lines) {
    const gone = DESTROYED.exec(line.text);
    if (gone !== null) standing.delete(`${gone[2]} ${gone[1]}`);
    tells ||= FAILED.test(line.text);
    if (!CREATED_BEGIN.test(line.text)) continue;
    const row = createdInstance(line);
    standing.set(row.instanceId === null ? `line ${line.number}` : `${row.gpu} ${row.instanceId}`, row);
    tells = true;
  }
  return tells ? [...standing.values()] : null;
}

function createdInstance(line: Line): CreatedInstance {
  const match = CREATED.exec(line.text);
  if (match === null) {
    throw unreadable(
      line,
      "this line is cut or torn; it reads Successfully created GPU instance ID 9 on GPU 0 using profile MIG 1g.5gb (ID 19)",
    );
  }
  const [, instanceId, gpu, name, profileId, bareId] = match;
  return {
    gpu: Number(gpu),
    instanceId: instanceId === undefined ? null : Number(instanceId),
    profile: name === undefined ? null : profileOf(name, line),
    profileId: Number(profileId ?? bareId),
  };
}
