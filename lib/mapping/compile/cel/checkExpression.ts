import { parse } from '@bufbuild/cel';
import type { Expr, Expr_Call, Expr_Comprehension } from '@bufbuild/cel-spec/cel/expr/syntax_pb.js';
import { isKnownFunction } from './expression';

/** A constant key of `row`. */
export interface RowKey {
  name: string;
  /** `false` when the expression only asks whether the column exists. */
  required: boolean;
  /** Replaces the key by the header's spelling of it. */
  set(name: string): void;
}

export interface CheckedExpression {
  expression: Expr;
  keys: RowKey[];
  problems: string[];
  /** Whether the expression reads neither a field nor today's date. */
  constant: boolean;
  usesToday: boolean;
}

interface Scope {
  variables: ReadonlySet<string>;
  inBody: boolean;
  inGrowingRange: boolean;
  depth: number;
}

const maxExpressionLength = 10_000;
/** How deep operators and calls can be nested. Evaluation is recursive, so the stack limits it. */
const maxDepth = 500;

/**
 * Parses a CEL expression over `row` and finds what would fail or run long on a record: unknown
 * names and functions, and nested comprehensions, the only construct of CEL that multiplies work.
 */
export function checkExpression(source: string): CheckedExpression {
  const checked: CheckedExpression = {
    expression: parse('null').expr,
    keys: [],
    problems: [],
    constant: true,
    usesToday: false,
  };
  if (source.length > maxExpressionLength) {
    checked.problems.push(`the expression is longer than ${maxExpressionLength} characters`);
    return checked;
  }
  try {
    checked.expression = parse(source).expr;
    visit(
      checked.expression,
      { variables: new Set(['row', 'today']), inBody: false, inGrowingRange: false, depth: 0 },
      checked,
    );
  } catch (error) {
    checked.problems.push(
      error instanceof RangeError // the parser's stack overflow, or `maxDepth`
        ? 'the expression is nested too deeply'
        : `not a CEL expression: ${describeSyntaxError(error)}`,
    );
  }
  return checked;
}

/**
 * Describes the parser's message, `<input>:1:10: found x but expecting y`, with the position in
 * words and without the list of expected tokens.
 */
function describeSyntaxError(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message
    .replace(/^<input>:1:(\d+): /, 'at character $1: ')
    .replace(/^<input>:(\d+):(\d+): /, 'at line $1, character $2: ')
    .replace(/ but expecting .*,.*$/s, ', which cannot be there');
}

function visit(expr: Expr | undefined, outer: Scope, checked: CheckedExpression): void {
  if (expr === undefined) return;
  const scope = { ...outer, depth: outer.depth + 1 };
  if (scope.depth > maxDepth) throw new RangeError();
  const { case: kind, value } = expr.exprKind;
  const each = (parts: readonly (Expr | undefined)[]): void => {
    for (const part of parts) visit(part, scope, checked);
  };
  if (kind === 'identExpr') {
    if (value.name === 'row' || value.name === 'today') checked.constant = false;
    if (value.name === 'today') checked.usesToday = true;
    if (!scope.variables.has(value.name))
      checked.problems.push(`unknown name ${value.name}: fields are read as row['Column']`);
  } else if (kind === 'selectExpr') {
    const { operand, field, testOnly } = value;
    if (isRow(operand)) checked.keys.push({ name: field, required: !testOnly, set: (name) => (value.field = name) });
    visit(operand, scope, checked);
  } else if (kind === 'callExpr') {
    const name = qualifiedName(value);
    // operators have names such as _+_ and !_
    if (/^[\w.]+$/.test(name) && !isKnownFunction(name)) checked.problems.push(`unknown function ${name}`);
    const key = findRowKey(name, value.args);
    if (key !== undefined) checked.keys.push(key);
    each(name === value.function ? [value.target, ...value.args] : value.args);
  } else if (kind === 'listExpr') {
    each(value.elements);
  } else if (kind === 'structExpr') {
    each(value.entries.flatMap(({ keyKind, value }) => (keyKind.case === 'mapKey' ? [keyKind.value, value] : [value])));
  } else if (kind === 'comprehensionExpr') {
    visitComprehension(value, scope, checked);
  }
}

function visitComprehension(comprehension: Expr_Comprehension, scope: Scope, checked: CheckedExpression): void {
  const { iterVar, iterVar2, accuVar, iterRange, accuInit, loopCondition, loopStep, result } = comprehension;
  const isGrowing = createsValues(comprehension);
  if (scope.inBody || (isGrowing && scope.inGrowingRange)) {
    checked.problems.push(
      'nested comprehensions (exists, all, filter, map in one another) are not allowed: they can run without end',
    );
    return;
  }
  if (iterVar === 'row') checked.problems.push('row is the record: name the variable differently');
  visit(iterRange, { ...scope, inGrowingRange: scope.inGrowingRange || isGrowing }, checked);
  visit(accuInit, scope, checked);
  const variables = new Set([...scope.variables, iterVar, iterVar2, accuVar]);
  for (const part of [loopCondition, loopStep, result]) visit(part, { ...scope, variables, inBody: true }, checked);
}

/** Whether a comprehension creates new values (`map`) and not only selects (`filter`, `exists`). */
function createsValues({ accuInit, iterVar, loopStep }: Expr_Comprehension): boolean {
  if (accuInit?.exprKind.case !== 'listExpr') return false;
  const step = loopStep?.exprKind;
  if (step?.case !== 'callExpr' || step.value.function !== '_?_:_') return true;
  const added = step.value.args[1]?.exprKind;
  const list = added?.case === 'callExpr' ? added.value.args[1]?.exprKind : undefined;
  const element = list?.case === 'listExpr' ? list.value.elements[0]?.exprKind : undefined;
  return !(element?.case === 'identExpr' && element.value.name === iterVar);
}

/** The parser reads `strings.quote(x)` as a call of `quote` on the name `strings`. */
function qualifiedName({ function: name, target }: Expr_Call): string {
  const namespace = target?.exprKind.case === 'identExpr' ? target.exprKind.value.name : undefined;
  return namespace !== undefined && isKnownFunction(`${namespace}.${name}`) ? `${namespace}.${name}` : name;
}

const isRow = (expr: Expr | undefined): boolean =>
  expr?.exprKind.case === 'identExpr' && expr.exprKind.value.name === 'row';

/** Finds the constant key in `row['Key']` or `'Key' in row`. */
function findRowKey(name: string, args: readonly Expr[]): RowKey | undefined {
  const [row, key] = name === '_[_]' ? args : name === '@in' ? [args[1], args[0]] : [];
  if (!isRow(row) || key?.exprKind.case !== 'constExpr') return undefined;
  const constant = key.exprKind.value.constantKind;
  if (constant.case !== 'stringValue') return undefined;
  return { name: constant.value, required: name === '_[_]', set: (text) => (constant.value = text) };
}
