import type { Command } from "commander";
import { gpuModels } from "../model/catalogue.js";

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type ShellName = (typeof SHELLS)[number];

/** What can be completed after a command. */
interface Words {
  readonly command: string;
  readonly about: string;
  readonly options: readonly { readonly flag: string; readonly about: string }[];
  /** Fixed values of the first argument. */
  readonly first: readonly string[];
  /** Whether files make sense. */
  readonly files: boolean;
}

/** The completion script of a shell, made from the commands themselves. */
export function completionScript(shell: ShellName, program: Command): string {
  const commands = program.commands.map(wordsOf);
  return { bash, zsh, fish }[shell](commands);
}

function wordsOf(command: Command): Words {
  const [argument] = command.registeredArguments;
  const takesModel = argument?.name().startsWith("model") ?? false;
  return {
    command: command.name(),
    about: command.description(),
    options: command.options.map(({ long, description }) => ({ flag: long ?? "", about: description })),
    first: argument?.argChoices ?? (takesModel ? gpuModels().map(({ name }) => name) : []),
    files: takesModel || argument?.name() === "file",
  };
}

function bash(commands: readonly Words[]): string {
  const cases = commands.map(
    ({ command, options, first, files }) =>
      `    ${command}) options="${options.map(({ flag }) => flag).join(" ")}"; first="${first.join(" ")}"; files=${files ? 1 : 0} ;;`,
  );
  return `_migpack() {
  local current="\${COMP_WORDS[COMP_CWORD]}" options="" first="" files=0
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${commands.map(({ command }) => command).join(" ")} --help --version" -- "$current"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
  esac
  case "$current" in
    -*) COMPREPLY=($(compgen -W "$options --help" -- "$current")); return ;;
  esac
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 2 ]; then COMPREPLY=($(compgen -W "$first" -- "$current")); fi
  if [ "$files" -eq 1 ]; then COMPREPLY+=($(compgen -f -- "$current")); fi
}
complete -F _migpack migpack`;
}

function zsh(commands: readonly Words[]): string {
  const names = commands.map(({ command, about }) => `    ${quoted(`${command}:${about}`)}`);
  const cases = commands.map(({ command, options, first, files }) => {
    const flags = options.map(({ flag, about }) => quoted(`${flag}:${about}`)).join(" ");
    return `    ${command}) options=(${flags}); first=(${first.join(" ")}); files=${files ? 1 : 0} ;;`;
  });
  return `#compdef migpack
_migpack() {
  local -a commands options first
  local files=0
  commands=(
${names.join("\n")}
  )
  if (( CURRENT == 2 )); then _describe command commands; return; fi
  case "\${words[2]}" in
${cases.join("\n")}
  esac
  if [[ "$PREFIX" == -* ]]; then _describe option options; return; fi
  if (( CURRENT == 3 && \${#first} )); then compadd -a first; fi
  if (( files )); then _files; fi
}
compdef _migpack migpack`;
}

function fish(commands: readonly Words[]): string {
  const lines = commands.flatMap(({ command, about, options, first, files }) => {
    const seen = `-n ${quoted(`__fish_seen_subcommand_from ${command}`)}`;
    return [
      `complete -c migpack -n __fish_use_subcommand -a ${command} -d ${quoted(about)}`,
      ...options.map((option) => `complete -c migpack ${seen} -l ${option.flag.slice(2)} -d ${quoted(option.about)}`),
      ...(first.length > 0 ? [`complete -c migpack ${seen} -a ${quoted(first.join(" "))}`] : []),
      ...(files ? [`complete -c migpack ${seen} -F`] : []),
    ];
  });
  return ["complete -c migpack -f", ...lines].join("\n");
}

/** A word in single quotes, for all three shells. */
function quoted(text: string): string {
  return `'${text.replace(/'/g, "'\\''")}'`;
}
