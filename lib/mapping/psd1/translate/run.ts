import { atLine, refuse } from '../syntax/refusal';
import type { Case, Node, Statement, StatementOf } from '../tree/node';
import { compareTexts, matchPattern, matchWildcard } from './comparisons';
import { asCondition } from './convert';
import { evaluate, type Match, type Scope } from './evaluate';
import { knownText, typesOf } from './known';
import { choose, itemsOf, literal, type Value } from './value';

const mostSteps = 2000;

export const emptyScope = (): Scope => ({ variables: new Map(), matches: undefined, steps: { left: mostSteps }, run });

/**
 * Runs statements symbolically: each way through `if` and `switch` by itself, so that variables and
 * `return` need no CEL. The one output counts.
 */
function run(statements: readonly Statement[], scope: Scope): Value {
  const value = runFrom(statements, scope, []);
  if (value.kind === 'failure') refuse(value.reason, statements[0]?.line ?? 1);
  return value;
}

const severalOutputs: Value = {
  kind: 'failure',
  reason: 'several outputs make an array, which is no value of an attribute',
};

function finish(outputs: readonly Value[]): Value {
  const [only = { kind: 'nothing' } as const] = outputs;
  return outputs.length > 1 ? severalOutputs : only;
}

function runFrom(statements: readonly Statement[], scope: Scope, outputs: readonly Value[]): Value {
  const [statement, ...rest] = statements;
  if (statement === undefined) return finish(outputs);
  if (scope.steps.left-- <= 0) refuse('too many ways through if and switch', statement.line);
  switch (statement.kind) {
    case 'output': {
      const value = evaluate(statement.value, scope);
      return runFrom(rest, scope, value.kind === 'nothing' ? outputs : [...outputs, value]);
    }
    case 'return':
      return finish(statement.value === undefined ? outputs : [...outputs, evaluate(statement.value, scope)]);
    case 'assign':
      return runFrom(rest, assign(statement, scope), outputs);
    case 'if': {
      const condition = atLine(statement.line, () => asCondition(evaluate(statement.condition, scope)));
      const found = { ...scope, matches: matchOf(statement.condition, scope) ?? scope.matches };
      const yes = () => runFrom([...statement.yes, ...rest], found, outputs);
      const no = () => runFrom([...statement.no, ...rest], scope, outputs);
      if (condition.text === 'true') return yes();
      if (condition.text === 'false') return no();
      return choose(condition, yes(), no());
    }
    case 'switch':
      return runSwitch(statement, rest, { scope, outputs });
    case 'foreach': {
      const items = evaluate(statement.items, scope);
      if (typesOf(items).has('null')) refuse('foreach over what may be $null', statement.line);
      if (items.kind === 'texts') refuse('foreach over a list of unknown length', statement.line);
      return runEach(itemsOf(items), statement, rest, { scope, outputs });
    }
  }
}

interface Way {
  scope: Scope;
  outputs: readonly Value[];
}

function assign({ name, value, adds, line }: StatementOf<'assign'>, scope: Scope): Scope {
  const before: Node = { kind: 'variable', name, line };
  const sum: Node = { kind: 'binary', operator: '+', isCaseSensitive: false, left: before, right: value, line };
  const given = evaluate(adds ? sum : value, scope);
  const kept = given.kind === 'nothing' ? literal(null) : given;
  return { ...scope, variables: new Map([...scope.variables, [name, kept]]) };
}

/** The body runs with each value, one after another. */
function runEach(
  values: readonly Value[],
  statement: StatementOf<'foreach'>,
  rest: readonly Statement[],
  { scope, outputs }: Way,
): Value {
  const [value, ...others] = values;
  if (value === undefined) return runFrom(rest, scope, outputs);
  if (others.length > 0) refuse('foreach over several values gives an array', statement.line);
  const inside = { ...scope, variables: new Map([...scope.variables, [statement.name, value]]) };
  return runFrom([...statement.body, ...rest], inside, outputs);
}

/** Each case is tried, and the default when none matched. */
function runSwitch(
  { mode, isCaseSensitive, value, cases, line }: StatementOf<'switch'>,
  rest: readonly Statement[],
  way: Way,
): Value {
  const subject = evaluate(value, way.scope);
  const tests = cases.map(({ test }) => test && evaluate(test, way.scope));
  const texts = tests.map((test) => test && knownText(test)?.toLowerCase());
  // texts that differ exclude one another
  const areExclusive =
    mode === 'exact' && texts.every((text, at) => cases[at]?.test === undefined || text !== undefined);
  const fallback = cases.find(({ test }) => test === undefined)?.body ?? [];
  const conditionOf = (test: Value): Value => {
    if (mode === 'regex') return matchPattern(subject, test, isCaseSensitive);
    if (mode === 'wildcard') return matchWildcard(subject, test, isCaseSensitive);
    return compareTexts(subject, test, isCaseSensitive);
  };
  const tryFrom = (at: number, ran: readonly Case[]): Value => {
    const bodies = (): Statement[] => [...(ran.length === 0 ? fallback : ran.flatMap(({ body }) => body)), ...rest];
    const one = cases[at];
    if (one === undefined) return runFrom(bodies(), way.scope, way.outputs);
    const test = tests[at];
    if (test === undefined) return tryFrom(at + 1, ran);
    const condition = atLine(line, () => asCondition(conditionOf(test)));
    const next = areExclusive && new Set(texts).size === texts.length ? cases.length : at + 1;
    return choose(condition, tryFrom(next, [...ran, one]), tryFrom(at + 1, ran));
  };
  return tryFrom(0, []);
}

/** What `-match` as a condition leaves in `$Matches`. */
function matchOf(condition: Node, scope: Scope): Match | undefined {
  if (condition.kind !== 'binary' || condition.operator !== '-match') return undefined;
  const pattern = knownText(evaluate(condition.right, scope));
  if (pattern === undefined) return undefined;
  return { target: evaluate(condition.left, scope), pattern, isCaseSensitive: condition.isCaseSensitive };
}
