import { atLine, refuse } from '../syntax/refusal';
import type { Node, Statement, StatementOf, SwitchMode } from '../tree/node';
import { compareTexts, matchPattern, matchWildcard, type Operator, patternOf } from './comparisons';
import { asCondition, severalOutputs } from './convert';
import { evaluate, type Scope } from './evaluate';
import { knownText, typesOf } from './known';
import { choose, itemsOf, literal, type Value } from './value';

const mostSteps = 2000;

export const emptyScope = (): Scope => ({ variables: new Map(), matches: undefined, steps: { left: mostSteps }, run });

/** Runs each way through `if` and `switch` on its own: variables and `return` need no CEL then. */
function run(statements: readonly Statement[], scope: Scope): Value {
  const value = runFrom(statements, scope, []);
  if (value.kind === 'several') refuse(severalOutputs, statements[0]?.line ?? 1);
  return value;
}

function finish([only = { kind: 'nothing' }, ...others]: readonly Value[]): Value {
  return others.length > 0 ? { kind: 'several' } : only;
}

/** Runs statements, and then those behind the present one. */
type GoOn = (first: readonly Statement[], scope: Scope) => Value;

function runFrom([statement, ...rest]: readonly Statement[], scope: Scope, outputs: readonly Value[]): Value {
  if (statement === undefined) return finish(outputs);
  const { line } = statement;
  if (scope.steps.left-- <= 0) refuse('too many ways through if and switch', line);
  const goOn: GoOn = (first, within) => runFrom([...first, ...rest], within, outputs);
  switch (statement.kind) {
    case 'output': {
      const value = evaluate(statement.value, scope);
      return runFrom(rest, scope, value.kind === 'nothing' ? outputs : [...outputs, value]);
    }
    case 'return':
      return finish(statement.value === undefined ? outputs : [...outputs, evaluate(statement.value, scope)]);
    case 'assign': {
      const value = evaluate(statement.value, scope);
      return goOn([], withVariable(scope, statement.name, value.kind === 'nothing' ? literal(null) : value));
    }
    case 'if': {
      const condition = atLine(line, () => asCondition(evaluate(statement.condition, scope)));
      const found = { ...scope, matches: matchOf(statement.condition, scope) ?? scope.matches };
      if (condition.text === 'true') return goOn(statement.yes, found);
      if (condition.text === 'false') return goOn(statement.no, scope);
      return choose(condition, goOn(statement.yes, found), goOn(statement.no, scope));
    }
    case 'switch':
      return runSwitch(statement, scope, goOn);
    case 'foreach':
      return runForeach(statement, scope, goOn);
  }
}

const withVariable = (scope: Scope, name: string, value: Value): Scope => ({
  ...scope,
  variables: new Map([...scope.variables, [name, value]]),
});

/** The body runs with the one item, or not at all. */
function runForeach({ name, items, body, line }: StatementOf<'foreach'>, scope: Scope, goOn: GoOn): Value {
  const list = evaluate(items, scope);
  if (typesOf(list).has('null')) refuse('foreach over what may be $null', line);
  if (list.kind === 'texts') refuse('foreach over a list of unknown length', line);
  const [item, ...others] = itemsOf(list);
  if (others.length > 0) refuse('foreach over several values gives an array', line);
  return item === undefined ? goOn([], scope) : goOn(body, withVariable(scope, name, item));
}

const comparisons: Readonly<Record<SwitchMode, Operator>> = {
  exact: compareTexts,
  regex: matchPattern,
  wildcard: matchWildcard,
};

/** Each case is tried, and the default when none matched. */
function runSwitch(statement: StatementOf<'switch'>, scope: Scope, goOn: GoOn): Value {
  const { mode, isCaseSensitive, cases, line } = statement;
  const subject = evaluate(statement.value, scope);
  const tests = cases.map(({ test }) => test && evaluate(test, scope));
  const texts = tests.map((test) => test && knownText(test)?.toLowerCase());
  const areTexts = texts.every((text, at) => tests[at] === undefined || text !== undefined);
  const areExclusive = mode === 'exact' && areTexts && new Set(texts).size === texts.length;
  const fallback = cases.find(({ test }) => test === undefined)?.body ?? [];
  const tryFrom = (at: number, ran: readonly Statement[] | undefined): Value => {
    const [one, test] = [cases[at], tests[at]];
    if (one === undefined) return goOn(ran ?? fallback, scope);
    if (test === undefined) return tryFrom(at + 1, ran);
    const condition = atLine(line, () => asCondition(comparisons[mode](subject, test, isCaseSensitive)));
    const next = areExclusive ? cases.length : at + 1;
    return choose(condition, tryFrom(next, [...(ran ?? []), ...one.body]), tryFrom(at + 1, ran));
  };
  return tryFrom(0, undefined);
}

/** What `-match` as a condition leaves in `$Matches`. */
function matchOf(condition: Node, scope: Scope): Scope['matches'] {
  if (condition.kind !== 'binary' || condition.operator !== '-match') return undefined;
  const pattern = patternOf(evaluate(condition.right, scope), condition.isCaseSensitive);
  return { target: evaluate(condition.left, scope), pattern };
}
