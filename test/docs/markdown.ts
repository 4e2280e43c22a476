/** Pages of the project, and what of them can be checked. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const ROOT = join(import.meta.dirname, "../..");

export interface Block {
  readonly language: string;
  /** The name in ```yaml title=NAME: later commands of the page find the block under it. */
  readonly title: string | null;
  readonly text: string;
  /** Of its first fence, from 1. */
  readonly line: number;
}

export interface Page {
  /** From the root of the project. */
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly Block[];
}

/** Folders of others, and of what is made. */
const NOT_OURS = new Set(["node_modules", "dist", "build", "coverage", ".git", ".cache"]);

/** Every markdown file of the project, in the order of paths. */
export const pages: readonly Page[] = markdownIn("").sort().map(pageAt);

function markdownIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : markdownIn(path);
    return entry.name.endsWith(".md") ? [path] : [];
  });
}

function pageAt(path: string): Page {
  const text = readFileSync(join(ROOT, path), "utf8");
  return { path, text, blocks: blocksOf(text) };
}

/** Fenced blocks; one that does not end reaches to the end of the page. */
export function blocksOf(text: string): readonly Block[] {
  const blocks: Block[] = [];
  let open: { fence: string; language: string; title: string | null; line: number; lines: string[] } | null = null;
  const close = () => {
    if (open !== null) blocks.push({ ...open, text: open.lines.map((line) => `${line}\n`).join("") });
    open = null;
  };
  text.split("\n").forEach((line, i) => {
    const fence = /^\s*(`{3,}|~{3,})\s*(\S*)\s*(.*)$/.exec(line);
    if (open === null && fence !== null) {
      const [, mark = "", language = "", info = ""] = fence;
      open = { fence: mark, language, title: /title=(\S+)/.exec(info)?.[1] ?? null, line: i + 1, lines: [] };
    } else if (open !== null && fence !== null && (fence[1] ?? "").startsWith(open.fence) && fence[2] === "") close();
    else open?.lines.push(line);
  });
  close();
  return blocks.map(({ language, title, text, line }) => ({ language, title, text, line }));
}

/** Where the page points within the project: file (empty: the page itself) and heading (empty: none). */
export function linksOf({ text }: Page): readonly { readonly file: string; readonly heading: string }[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, "").replace(/`[^`\n]*`/g, "");
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = ""]) => {
    if (/^[a-z]+:/.test(target)) return [];
    const [file = "", heading = ""] = target.split("#");
    return [{ file, heading }];
  });
}

/** The anchors that GitHub gives the headings of a page. */
export function anchorsOf(text: string): ReadonlySet<string> {
  const prose = text.replace(/^```[\s\S]*?^```/gm, "");
  return new Set(
    [...prose.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, "")
        .trim()
        .replace(/\s/g, "-"),
    ),
  );
}
