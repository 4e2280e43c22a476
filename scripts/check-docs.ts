/**
 * The API reference is whole: everything that an entry of the package exports has a docstring, down
 * to the members of its types, names only what the reference has, and points at nothing that is not
 * there. Members of a type that has no name of its own (`{ readonly name: string }` within another)
 * need none where the docstring around them names each in backticks.
 */
import {
  Application,
  type Comment,
  DeclarationReflection,
  LogLevel,
  type ProjectReflection,
  type Reflection,
  ReflectionKind,
  ReflectionType,
  SignatureReflection,
  TypeDocReader,
} from "typedoc";

const NAMED =
  ReflectionKind.Module |
  ReflectionKind.Function |
  ReflectionKind.Class |
  ReflectionKind.Interface |
  ReflectionKind.TypeAlias |
  ReflectionKind.Variable |
  ReflectionKind.Property |
  ReflectionKind.Method |
  ReflectionKind.Accessor |
  ReflectionKind.Constructor;

function isDocumented(reflection: Reflection): boolean {
  if (reflection.hasComment()) return true;
  if (!(reflection instanceof DeclarationReflection)) return false;
  const inner = reflection.type instanceof ReflectionType ? (reflection.type.declaration.signatures ?? []) : [];
  const own = [...(reflection.signatures ?? []), ...inner, reflection.getSignature, reflection.setSignature];
  return own.some((signature) => signature?.hasComment() === true);
}

/** Whether something that stands around it, and has a docstring, names it there. */
function isNamedAround(reflection: Reflection): boolean {
  for (let around = reflection.parent; around !== undefined; around = around.parent) {
    if (around.kindOf(ReflectionKind.Parameter)) return true; // `@param` speaks of the whole
    if (around.name === "Schemas") return true; // zod's types repeat those of the documents, which have docstrings
    const comments = [around, ...(around instanceof DeclarationReflection ? (around.signatures ?? []) : [])].map(
      (it) => it.comment,
    );
    if (comments.some((comment) => comment !== undefined && names(comment, reflection.name))) return true;
  }
  return false;
}

function names(comment: Comment, name: string): boolean {
  const parts = [comment.summary, ...comment.blockTags.map(({ content }) => content)].flat();
  return parts.some(({ kind, text }) => kind === "code" && new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(text));
}

function isAnonymous(reflection: Reflection): boolean {
  return reflection.parent?.kindOf(ReflectionKind.TypeLiteral) === true && !isTheAlias(reflection.parent);
}

/** Whether a type literal is all of a named alias: its members are as an interface's. */
function isTheAlias(literal: Reflection): boolean {
  const { parent } = literal;
  return (
    parent instanceof DeclarationReflection && parent.kindOf(ReflectionKind.TypeAlias) && parent.type instanceof ReflectionType
  );
}

/** Of our own code; what the language itself gives (`Error.cause`) is not ours to describe. */
function isOurs(reflection: Reflection): boolean {
  if (reflection instanceof SignatureReflection || !(reflection instanceof DeclarationReflection)) return false;
  return reflection.sources?.every(({ fileName }) => !fileName.includes("node_modules")) ?? false;
}

function gapsIn(project: ProjectReflection): readonly string[] {
  const gaps = new Set<string>();
  for (const reflection of project.getReflectionsByKind(NAMED)) {
    if (!isOurs(reflection) || isDocumented(reflection)) continue;
    if (isAnonymous(reflection) && isNamedAround(reflection)) continue;
    const [source] = reflection instanceof DeclarationReflection ? (reflection.sources ?? []) : [];
    gaps.add(`${source?.fileName}:${source?.line} ${reflection.getFriendlyFullName()} has no docstring`);
  }
  return [...gaps].sort();
}

// Links to sources are not looked at, so that a checkout without a remote does.
const app = await Application.bootstrap({ logLevel: LogLevel.Warn, disableGit: true, sourceLinkTemplate: "{path}" }, [
  new TypeDocReader(),
]);
const project = await app.convert();
if (project === undefined) throw new Error("the sources cannot be read");
app.validate(project);
const gaps = gapsIn(project);
for (const gap of gaps) console.error(gap);
const { warningCount, errorCount } = app.logger;
if (gaps.length + warningCount + errorCount > 0) {
  console.error(`${gaps.length} without a docstring, ${warningCount + errorCount} warnings`);
  process.exitCode = 1;
} else {
  console.log(`${project.getReflectionsByKind(NAMED).filter(isOurs).length} exported names and members, each with a docstring`);
}
