/** Command lines that pages show, with what they print. */

export interface Shown {
  readonly argv: readonly string[];
  readonly output: string;
}

/** What follows each `$ migpack ...` or `$ npx migpack ...` of a block; null where it begins with something else. */
export function shownIn(block: string): readonly Shown[] | null {
  const shown: { argv: readonly string[]; output: string }[] = [];
  for (const line of block.split("\n")) {
    const command = /^\$ (?:npx )?migpack (.+)$/.exec(line);
    const last = shown.at(-1);
    if (command !== null) shown.push({ argv: words(command[1] ?? ""), output: "" });
    else if (last === undefined || line.startsWith("$ ")) return null;
    else last.output += `${line}\n`;
  }
  return shown;
}

/** Split at spaces, but for quotes. */
export function words(text: string): readonly string[] {
  return [...text.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, single, double, bare]) => single ?? double ?? bare ?? "");
}

/** Whether a terminal shows what the page says; "..." on a line of its own stands for any lines. */
export function agrees(actual: string, output: string): boolean {
  const parts = output.trimEnd().split(/^\.\.\.$/m);
  const literal = (part: string) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${parts.map(literal).join("[\\s\\S]*?")}\\s*$`).test(actual);
}

/** Command lines of migpack in a script of the shell, each with the options that it names. */
export function callsIn(script: string): readonly { readonly command: string; readonly options: readonly string[] }[] {
  const lines = script.replace(/\\\n/g, " ").replace(/\s#.*$/gm, "");
  return [...lines.matchAll(/(?:^|[|&;]\s*)(?:npx )?migpack ([^|&;>\n]+)/gm)].map(([, call = ""]) => {
    const [command = "", ...rest] = words(call);
    return { command, options: rest.filter((word) => word.startsWith("--")) };
  });
}
