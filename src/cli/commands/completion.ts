import { Argument, type Command } from "commander";
import { addCommand } from "../command.js";
import { completionScript, SHELLS, type ShellName } from "../completion.js";
import type { Session } from "../io.js";
import { answer, type OutputOptions } from "../print.js";

export function addCompletion(program: Command, session: Session): void {
  addCommand(program, {
    name: "completion",
    about: "A script that completes commands, options and model names.",
    examples: [
      ["completion bash", 'in ~/.bashrc: eval "$(migpack completion bash)"'],
      ["completion zsh", 'in ~/.zshrc, after compinit: eval "$(migpack completion zsh)"'],
      ["completion fish", "in config.fish: migpack completion fish | source"],
    ],
  })
    .addArgument(new Argument("<shell>", "which shell").choices(SHELLS))
    .action((shell: ShellName, options: OutputOptions) => {
      const script = completionScript(shell, program);
      return answer(session, options, { shell, script }, () => script);
    });
}
