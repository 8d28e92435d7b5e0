/**
 * Which names a function takes from outside: scope analysis of its syntax tree.
 * @module
 */
import { isSyntaxNode, type SyntaxNode } from "../native/acorn.js";

/** Names of one scope; `hoists` marks those of functions, where `var` lands. */
interface Scope {
  readonly names: Set<string>;
  readonly outer: Scope | undefined;
  readonly hoists: boolean;
}

/** What a function takes from outside. */
export interface Outside {
  /** Names that are declared nowhere in it, in order of first use. */
  readonly names: readonly string[];
  /** Whether it uses a `this`, `super` or `new.target` that is not its own or that only its object gives it. */
  readonly receiver: "this" | "super" | undefined;
}

/** Analyses a function (or an object literal around a method). */
export function outsideOf(root: SyntaxNode): Outside {
  const free = new Set<string>();
  let receiver: Outside["receiver"];

  const isKnown = (name: string, scope: Scope | undefined): boolean =>
    scope !== undefined && (scope.names.has(name) || isKnown(name, scope.outer));

  /** `depth` counts functions of their own `this` around the node, the shipped one included. */
  const visit = (node: SyntaxNode, scope: Scope, depth: number): void => {
    switch (node.type) {
      case "Identifier":
        if (!isKnown(String(node["name"]), scope)) free.add(String(node["name"]));
        return;
      case "ThisExpression":
        if (depth <= 1) receiver ??= "this";
        return;
      case "Super":
        if (depth <= 1) receiver ??= "super";
        return;
      case "FunctionExpression":
      case "FunctionDeclaration":
      case "ArrowFunctionExpression":
        // arrow functions have the `this` around them; the shipped one has none
        visitFunction(node, scope, node.type === "ArrowFunctionExpression" ? Math.max(depth, 1) : depth + 1);
        return;
      case "ClassExpression":
      case "ClassDeclaration": {
        const inner = child(scope, false);
        if (isSyntaxNode(node["id"])) inner.names.add(String(node["id"]["name"]));
        if (isSyntaxNode(node["superClass"])) visit(node["superClass"], scope, depth);
        visit(node["body"] as SyntaxNode, inner, depth);
        return;
      }
      case "MemberExpression":
        visit(node["object"] as SyntaxNode, scope, depth);
        if (node["computed"]) visit(node["property"] as SyntaxNode, scope, depth);
        return;
      case "Property":
      case "MethodDefinition":
      case "PropertyDefinition":
        if (node["computed"]) visit(node["key"] as SyntaxNode, scope, depth);
        // fields of a class have a `this` of their own, as methods do
        if (isSyntaxNode(node["value"]))
          visit(node["value"], scope, node.type === "PropertyDefinition" ? depth + 1 : depth);
        return;
      case "StaticBlock":
        visitAll(childrenOf(node), declare(node, child(scope, true)), depth + 1);
        return;
      case "LabeledStatement":
        visit(node["body"] as SyntaxNode, scope, depth);
        return;
      case "BreakStatement":
      case "ContinueStatement":
      case "MetaProperty":
        return;
      case "CatchClause": {
        const inner = child(scope, false);
        if (isSyntaxNode(node["param"])) bind(node["param"], inner);
        visitAll(childrenOf(node), inner, depth);
        return;
      }
      case "BlockStatement":
      case "ForStatement":
      case "ForInStatement":
      case "ForOfStatement":
      case "SwitchStatement":
        visitAll(childrenOf(node), declare(node, child(scope, false)), depth);
        return;
      default:
        visitAll(childrenOf(node), scope, depth);
    }
  };

  const visitAll = (nodes: readonly SyntaxNode[], scope: Scope, depth: number): void => {
    for (const node of nodes) visit(node, scope, depth);
  };

  const visitFunction = (node: SyntaxNode, scope: Scope, depth: number): void => {
    const inner = child(scope, true);
    if (node.type !== "ArrowFunctionExpression") inner.names.add("arguments");
    if (isSyntaxNode(node["id"])) inner.names.add(String(node["id"]["name"]));
    for (const param of node["params"] as SyntaxNode[]) bind(param, inner);
    const body = node["body"] as SyntaxNode;
    declare(body, inner);
    visitAll(node["params"] as SyntaxNode[], inner, depth);
    if (body.type === "BlockStatement") visitAll(childrenOf(body), inner, depth);
    else visit(body, inner, depth);
  };

  visit(root, { names: new Set(), outer: undefined, hoists: true }, 0);
  return { names: [...free], receiver };
}

function child(outer: Scope, hoists: boolean): Scope {
  return { names: new Set(), outer, hoists };
}

/** Notes the names that a block, loop or body declares in `scope`, and its `var`s in the function around. */
function declare(node: SyntaxNode, scope: Scope): Scope {
  const look = (one: SyntaxNode, direct: boolean): void => {
    if (one.type === "VariableDeclaration") {
      const target = one["kind"] === "var" ? functionScope(scope) : direct ? scope : undefined;
      if (target !== undefined)
        for (const each of one["declarations"] as SyntaxNode[]) bind(each["id"] as SyntaxNode, target);
    } else if (one.type === "FunctionDeclaration" || one.type === "ClassDeclaration") {
      if (direct) bind(one["id"] as SyntaxNode, scope);
      return;
    } else if (/Function|^Class|^Property|^Method/.test(one.type)) return;
    const inSame = one.type === "SwitchCase" || one === node;
    for (const next of childrenOf(one)) look(next, inSame && direct);
  };
  look(node, true);
  return scope;
}

function functionScope(scope: Scope): Scope {
  return scope.hoists || scope.outer === undefined ? scope : functionScope(scope.outer);
}

/** Adds the names of a parameter or a declared pattern. */
function bind(pattern: SyntaxNode, scope: Scope): void {
  if (pattern.type === "Identifier") scope.names.add(String(pattern["name"]));
  else if (pattern.type === "AssignmentPattern") bind(pattern["left"] as SyntaxNode, scope);
  else if (pattern.type === "RestElement") bind(pattern["argument"] as SyntaxNode, scope);
  else if (pattern.type === "Property") bind(pattern["value"] as SyntaxNode, scope);
  else for (const part of childrenOf(pattern)) bind(part, scope);
}

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  return Object.values(node)
    .flatMap((value) => (Array.isArray(value) ? value : [value]))
    .filter(isSyntaxNode);
}
