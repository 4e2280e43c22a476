import { type Command, Option } from "commander";
import { renderLayout } from "../../render/layout.js";
import type { LayoutRenderOptions } from "../../render/options.js";
import { layoutArgument, type ModelOptions, modelArgument, wholeArgument } from "../arguments.js";
import { addCommand, DRIVER, MODEL } from "../command.js";
import type { Session } from "../io.js";
import { answer, type OutputOptions } from "../print.js";

type Options = OutputOptions & ModelOptions & { svg?: string; title?: string; width?: string; theme: "light" | "dark" };

export function addRender(program: Command, session: Session): void {
  addCommand(program, {
    name: "render",
    about: "Draw a layout: its memory slices, and the compute slices underneath.",
    examples: [
      ["render H100-80GB 3g.40gb@4,1g.10gb@0", "in the terminal"],
      ["render H100-80GB 3g.40gb@4,1g.10gb@0 --svg gpu.svg", "as a file"],
      ["render A30-24GB 2g.12gb@0 --svg - --theme dark", "SVG on standard output"],
    ],
  })
    .argument(...MODEL)
    .argument("[layout]", "what stands on it, such as 3g.40gb@4,1g.10gb@0; left out: an empty GPU")
    .option("--svg <file>", "write SVG there; - is standard output")
    .addOption(new Option("--theme <theme>", "colours of the SVG").choices(["light", "dark"]).default("light"))
    .option("--title <text>", "above the picture")
    .option("--width <n>", "columns, or pixels with --svg")
    .option(...DRIVER)
    .action(async (ref: string, layoutText: string | undefined, options: Options) => {
      const { io } = session;
      const model = await modelArgument(io, ref, options);
      const layout = layoutArgument(model, layoutText, "layout");
      const style: LayoutRenderOptions = {
        theme: options.theme,
        ...(options.title === undefined ? {} : { title: options.title }),
        ...(options.width === undefined ? {} : { width: wholeArgument(options.width, "--width") }),
      };
      if (options.svg === undefined) {
        const terminal = io.columns === null ? {} : { width: Math.min(Math.max(io.columns, 10), 1000) };
        const text = renderLayout(model, layout, { ...terminal, ...style });
        return answer(session, options, { model: model.name, layout, text }, () => text);
      }
      const svg = renderLayout(model, layout, { ...style, format: "svg" });
      if (options.svg !== "-") await io.write(options.svg, `${svg}\n`);
      else if (!options.json) return io.out(`${svg}\n`);
      return answer(session, options, { model: model.name, layout, svg }, () => `${options.svg} written`);
    });
}
