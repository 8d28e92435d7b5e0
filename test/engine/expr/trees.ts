/**
 * Random well-typed expression text over the columns of the tests.
 * @module
 */

/** Makes expressions: `make("bool")`, `make("number")`, `make("int64")`. Columns: see `compile.test.ts`. */
export function expressions(random: () => number): (kind: "bool" | "number" | "int64", depth?: number) => string {
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)]!;
  const make = (kind: "bool" | "number" | "int64", depth = 3): string => {
    const sub = (other: "bool" | "number" | "int64"): string => make(other, depth - 1);
    if (depth === 0)
      return pick(
        {
          bool: ["flag", "true", "False"],
          number: ["x", "y", "i", "j", "u", "2", "0.5", "-3", "7"],
          int64: ["big", "other", "9007199254740993", "-5n", "1n"],
        }[kind],
      );
    const forms = {
      bool: [
        () => `(${sub("number")} ${pick(["<", "<=", ">", ">=", "==", "!="])} ${sub("number")})`,
        () => `(${sub("int64")} ${pick(["<", "<=", ">", ">=", "==", "!="])} ${sub(pick(["int64", "number"]))})`,
        () => `(${sub("bool")} ${pick(["&", "|", "^", "&&", "||", "=="])} ${sub("bool")})`,
        () => `${pick(["~", "!"])}(${sub("bool")})`,
        () => `isnan(${sub("number")})`,
        () => `isnull(${sub(pick(["number", "bool", "int64"]))})`,
        () => `where(${sub("bool")}, ${sub("bool")}, ${sub("bool")})`,
        () => `(name ${pick(["==", "<", ">=", "!="])} ${pick(["'b'", "'zürich'", "city", "''"])})`,
        () => `contains(${pick(["name", "city"])}, ${pick(["'r'", "'a'", "name"])})`,
      ],
      number: [
        () => `(${sub("number")} ${pick(["+", "-", "*", "/", "%"])} ${sub("number")})`,
        () => `-${sub("number")}`,
        () => `${pick(["abs", "sqrt", "floor"])}(${sub(pick(["number", "int64"]))})`,
        () => `where(${sub("bool")}, ${sub("number")}, ${sub(pick(["number", "int64"]))})`,
        () => `(${pick(["i", "j", "u", "-12", "~j"])} ${pick(["&", "|", "^"])} ${pick(["i", "j", "u", "6"])})`,
        () => `minimum(${sub("number")}, ${sub("number")})`,
        () => `(${sub("int64")} / ${sub("number")})`,
      ],
      int64: [
        () => `(${sub("int64")} ${pick(["+", "-", "*", "%", "&", "|", "^"])} ${sub("int64")})`,
        () => `(${sub("int64")} ${pick(["+", "-", "*"])} ${pick(["i", "j", "u", "3", "flag"])})`,
        () => `${pick(["-", "~"])}${sub("int64")}`,
        () => `abs(${sub("int64")})`,
        () => `where(${sub("bool")}, ${sub("int64")}, ${pick(["i", "big"])})`,
        () => `minimum(${sub("int64")}, ${sub("int64")})`,
      ],
    }[kind];
    return pick(forms)();
  };
  return make;
}
