import type { MagicDeclaration, MagicFamily, MagicParameter, ParameterType } from "../contract/index.js";

const FAMILIES: readonly { readonly family: MagicFamily; readonly title: string }[] = [
  { family: "arrays", title: "Arrays on disk" },
  { family: "tables", title: "Tables" },
  { family: "numbers", title: "Numbers" },
  { family: "pictures", title: "Pictures" },
  { family: "map-reduce", title: "Map-reduce" },
  { family: "session", title: "The session" },
];

/** What stands for the value of an option. */
const VALUES: { readonly [type in ParameterType]: string } = {
  string: "text",
  path: "path",
  number: "x",
  integer: "n",
  boolean: "",
  expression: "expr",
  identifier: "name",
  json: "a,b",
};

const INTRODUCTION = `# Magics

A line that starts with \`%\` is a *magic*: short for one typed call of the library \`tslab-bigdata\`. A line that starts with \`%%\` is a magic over all lines below it. \`%name?\` explains one, \`%lsmagic\` lists them.

- A magic begins a line where a statement may begin, also inside the braces of blocks and functions (\`%%\` magics only outside); before, between and behind magics there may be code. Brackets, braces and a backslash at the end let a line go on.
- \`%name x = …\` keeps the result as \`const x\`; without a target it is shown.
- \`{expr}\` takes the value of an expression: alone as it is, inside text as text. Single quotes take text as it stands, double quotes keep blanks together.
- \`//%name …\` is the same magic, for editors that do not know magics.
- Where the line before is an unfinished expression and the magic's name is also a variable of the cell, \`%name\` is the remainder operator, as is every \`%\` with a blank behind it. A semicolon on the line before makes it a magic.
- \`!command\` runs a shell command. \`!name\` of a variable or a global and \`!call()\` are negations; \`%sh\` is always a command.
`;

/** How a magic is written, in one line. */
export function signatureOf({ name, kind, target, parameters }: MagicDeclaration): string {
  const percent = kind === "cell" ? "%%" : "%";
  const assigned = target === "required" ? " x =" : target === "optional" ? " [x =]" : "";
  const words = parameters.map((parameter) => {
    const { required, positional, type } = parameter;
    const word = positional
      ? `${parameter.name}${parameter.rest ? "…" : ""}`
      : `--${parameter.name}${VALUES[type] && ` ${VALUES[type]}`}`;
    return required ? ` ${word}` : ` [${word}]`;
  });
  return `${percent}${name}${assigned}${words.join("")}`;
}

/** Help of one magic as Markdown. */
export function helpOf(declaration: MagicDeclaration, level = 3): string {
  const { name, kind, summary, parameters, example } = declaration;
  const heading = `${"#".repeat(level)} ${kind === "cell" ? "%%" : "%"}${name}`;
  const both = kind === "both" ? ` Also \`%%${name}\`, over the lines below it.` : "";
  const rows = parameters.map((parameter) => `| ${nameOf(parameter)} | ${cell(describe(parameter))} |`);
  const table = rows.length ? `\n| argument | meaning |\n|---|---|\n${rows.join("\n")}\n` : "";
  return `${heading}\n\n${capital(summary)}.${both}\n\n\`\`\`\n${signatureOf(declaration)}\n\`\`\`\n${table}\nExample:\n\n\`\`\`\n${example}\n\`\`\`\n`;
}

/** The list of all magics as Markdown. */
export function listOf(declarations: readonly MagicDeclaration[]): string {
  const families = FAMILIES.map(({ family, title }) => {
    const rows = declarations
      .filter((each) => each.family === family)
      .map(({ name, kind, summary }) => `| ${kind === "cell" ? "%%" : "%"}${name} | ${cell(summary)} |`);
    return rows.length ? `**${title}**\n\n| magic | does |\n|---|---|\n${rows.join("\n")}\n` : "";
  });
  return `${families.filter(Boolean).join("\n")}\n\`%name?\` explains one.\n`;
}

/** The reference page. */
export function referenceOf(declarations: readonly MagicDeclaration[]): string {
  const families = FAMILIES.map(({ family, title }) => {
    const magics = declarations.filter((each) => each.family === family);
    return magics.length ? `## ${title}\n\n${magics.map((each) => helpOf(each)).join("\n")}` : "";
  });
  return [INTRODUCTION, ...families.filter(Boolean)].join("\n");
}

/** One parameter in words: what it is, its choices and default. */
export function describe({ summary, choices, open, default: standard, required }: MagicParameter): string {
  const among = choices ? `; ${open ? "such as" : "one of"} ${choices.join(", ")}` : "";
  const otherwise = standard ? `; default ${standard}` : required ? "; needed" : "";
  return `${summary}${among}${otherwise}`;
}

function nameOf({ name, positional, short }: MagicParameter): string {
  if (positional) return name;
  return short ? `\`--${name}\`, \`-${short}\`` : `\`--${name}\``;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

function capital(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}
