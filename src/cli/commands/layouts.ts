import type { Command } from "commander";
import { layouts, profileSets } from "../../gpu/enumerate.js";
import { formatLayout } from "../../gpu/layout.js";
import type { LayoutFilter } from "../../gpu/types.js";
import type { Demand } from "../../model/types.js";
import { listArgument, type ModelOptions, modelArgument } from "../arguments.js";
import { addCommand, DRIVER, MODEL } from "../command.js";
import type { Session } from "../io.js";
import { answer, answerEach, type OutputOptions } from "../print.js";

type Options = OutputOptions & ModelOptions & { maximal?: true; sets?: true; count?: true; profiles?: string };

export function addLayouts(program: Command, session: Session): void {
  addCommand(program, {
    name: "layouts",
    about: "Every layout of one GPU, the empty one first; plain profiles unless others are named.",
    examples: [
      ["layouts A30-24GB", "one a line"],
      ["layouts H100-80GB --maximal --sets", "what fills a GPU, as multisets of profiles"],
      ["layouts A100-40GB --count --profiles 1g.5gb,2g.10gb", "how many"],
    ],
  })
    .argument(...MODEL)
    .option("--maximal", "only those to which nothing can be added")
    .option("--sets", "multisets of profiles in place of layouts")
    .option("--count", "only their number")
    .option("--profiles <names>", "only these profiles, such as 1g.10gb,1g.10gb+me")
    .option(...DRIVER)
    .action(async (ref: string, options: Options) => {
      const model = await modelArgument(session.io, ref, options);
      const filter: LayoutFilter = {
        maximal: options.maximal ?? false,
        ...(options.profiles === undefined ? {} : { profiles: listArgument(options.profiles) }),
      };
      if (options.count) {
        const count = length(options.sets ? profileSets(model, filter) : layouts(model, filter));
        return answer(session, options, { count }, () => `${count}`);
      }
      if (options.sets) return answerEach(session, options, profileSets(model, filter), (set) => setText(set) || EMPTY);
      return answerEach(session, options, layouts(model, filter), (layout) => formatLayout(layout) || EMPTY);
    });
}

/** The empty layout as a line that can be seen. */
const EMPTY = "(empty)";

function setText(set: Demand): string {
  return Object.entries(set)
    .map(([profile, count]) => `${count} x ${profile}`)
    .join(", ");
}

function length(items: Iterable<unknown>): number {
  let count = 0;
  for (const _ of items) count++;
  return count;
}
