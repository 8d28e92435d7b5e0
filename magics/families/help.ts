import type { EmittedPiece, MagicDeclaration } from "../../contract/index.js";
import { LIBRARY } from "../emit.js";
import { plainOf } from "../plain.js";
import { helpOf, listOf, referenceOf } from "../reference.js";

/** What shows Markdown under the cell; plain text goes along for viewers that cannot. */
function show(markdown: string): EmittedPiece[] {
  const bundle = JSON.stringify({ "text/markdown": markdown, "text/plain": plainOf(markdown) });
  return [{ text: `await ${LIBRARY}.display(${LIBRARY}.bundle(${bundle}));` }];
}

/** What `%name?` becomes. */
export function showHelp(declaration: MagicDeclaration): EmittedPiece[] {
  return show(helpOf(declaration));
}

/** Magics about magics. They list themselves too, so they take the list when they are used. */
export function helpMagics(all: () => readonly MagicDeclaration[]): MagicDeclaration[] {
  const common = { kind: "line", family: "session", parameters: [] } as const;
  return [
    { ...common, name: "lsmagic", summary: "lists all magics", example: "%lsmagic", emit: () => show(listOf(all())) },
    {
      ...common,
      name: "magic",
      summary: "explains all magics",
      example: "%magic",
      emit: () => show(referenceOf(all())),
    },
  ];
}
