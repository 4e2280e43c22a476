/** TypeScript blocks of pages: as programs that check their own `// → value`, and through the type checker. */
import { join } from "node:path";
import ts from "typescript";
import { ROOT } from "./markdown.js";

/** A block as the body of a function of (modules, check): imports become look-ups, `expression; // → value` becomes a check. */
export function runnable(block: string): string {
  const body = block
    .replace(/^import type [^;]+;/gm, "")
    .replace(/import (\{[^}]*\}) from "([^"]+)";/g, (_, names: string, from: string) => {
      const taken = names.replace(/\btype \w+,?/g, "").replace(/ as /g, ": ");
      return `const ${taken} = modules["${from}"];`;
    })
    .replace(/^(?!const|\s*\/\/)(.+);\s*\/\/ → (.+)$/gm, "check(($1), $2);")
    .replace(/^(const (\w+)(?:: [^=]+)? = .+?;)\s*\/\/ → (.+)$/gm, "$1 check($2, $3);");
  return ts.transpile(body, { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext });
}

/** How many values a block says of itself. */
export function claimsIn(block: string): number {
  return block.split("// → ").length - 1;
}

/** What the compiler has to say about blocks, each a module by itself; names of the package stand for its sources. */
export function faultsOf(blocks: ReadonlyMap<string, string>): readonly string[] {
  const { config } = ts.readConfigFile(join(ROOT, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(
    {
      ...config.compilerOptions,
      // A line such as `fit(...); // → value` shows what an expression gives.
      noUnusedLocals: false,
      paths: { migpack: ["./src/index.ts"], "migpack/*": ["./src/*/index.ts"] },
    },
    ROOT,
  );
  const sources = new Map([...blocks].map(([name, text]) => [join(ROOT, name), `${text}\nexport {};\n`]));
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => sources.has(file) || fileExists.call(host, file);
  host.readFile = (file) => sources.get(file) ?? readFile.call(host, file);
  host.getSourceFile = (file, version, ...rest) => {
    const text = sources.get(file);
    return text === undefined ? getSourceFile.call(host, file, version, ...rest) : ts.createSourceFile(file, text, version);
  };
  const program = ts.createProgram([...sources.keys()], options, host);
  return [...sources.keys()].flatMap((file) => {
    const source = program.getSourceFile(file);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText }) => `${file.slice(ROOT.length + 1)}: ${ts.flattenDiagnosticMessageText(messageText, "\n").slice(0, 500)}`,
    );
  });
}
