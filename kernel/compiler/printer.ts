import type { TS } from "../typescript.js";

/** `declare const` and the like, in front of the only name of a statement. */
const HEAD = /^(?:export )?declare (?:const|let|var) $/;

/**
 * A maker of printers that copy the statements of a declaration file which are as they were parsed, and print the
 * others. tslab prints what all earlier cells declared after every cell, though hardly any of it has changed.
 */
export function createCopyingPrinter(ts: typeof TS): (options?: TS.PrinterOptions) => TS.Printer {
  return (options) => {
    const printer = ts.createPrinter(options);
    return {
      ...printer,
      printFile(file) {
        if (!file.isDeclarationFile) return printer.printFile(file);
        const texts = file.statements.map(
          (statement) => original(ts, statement, file) ?? printer.printNode(ts.EmitHint.Unspecified, statement, file),
        );
        return texts.map((text) => `${text}\n`).join("");
      },
    };
  };
}

/** The text of a statement with its comments, unless tslab can have taken names out of it. */
function original(ts: typeof TS, statement: TS.Statement, file: TS.SourceFile): string | undefined {
  if (ts.isImportDeclaration(statement)) return undefined;
  if (ts.isVariableStatement(statement)) {
    const { declarations } = statement.declarationList;
    const [first] = declarations;
    if (declarations.length !== 1 || !first) return undefined;
    const isAlone =
      HEAD.test(file.text.slice(statement.getStart(file), first.getStart(file))) &&
      /^;?$/.test(file.text.slice(first.end, statement.end));
    if (!isAlone) return undefined;
  }
  return file.text.slice(statement.pos, statement.end).trimStart();
}
