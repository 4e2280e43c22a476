import { MigError } from "../../error.js";
import { mergeReports } from "../../fleet/simulation/merge.js";
import type { SimulationReport } from "../../fleet/simulation/types.js";
import { fileName, inFile, readDocument } from "../documents.js";
import type { Io } from "../io.js";

/** Reports of shards, from their files, as one. @throws MigError that names the file */
export async function mergedReport(io: Io, paths: readonly string[]): Promise<SimulationReport> {
  const reports: SimulationReport[] = [];
  for (const path of paths) {
    const document = await readDocument(io, path);
    // mergeReports reads whatever it is given; alone, each report is judged for itself.
    const report = document as SimulationReport;
    reports.push(inFile(path, () => named([""], () => mergeReports([report]))));
  }
  return named(paths.map(fileName), () => mergeReports(reports));
}

/** Puts the names of files for "reports[1]" and "report 0". */
function named<Value>(names: readonly string[], join: () => Value): Value {
  try {
    return join();
  } catch (error) {
    if (!(error instanceof MigError)) throw error;
    const message = error.message
      .replace(/\breport (\d+)\b/, (text, index: string) => names[Number(index)] || text)
      .replace(/^reports\[(\d+)\](?:\.|: )?/, (_, index: string) => (names[Number(index)] ? `${names[Number(index)]}: ` : ""));
    throw new MigError(error.code, message, { faults: error.faults, cause: error });
  }
}
