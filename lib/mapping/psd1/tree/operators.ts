import { isSymbol, peek, skip, skipLines } from '../syntax/cursor';
import { refuse } from '../syntax/refusal';
import type { Token } from '../syntax/source';
import type { Block } from './block';
import type { Node } from './node';
import { parseOperand, parseTypeName } from './values';

const words = (names: string): ReadonlySet<string> => new Set(names.split(' '));

/** Operators that compare, with the forms that ignore case (`-ieq`) and that do not (`-ceq`). */
const comparisons = words(
  '-eq -ne -gt -ge -lt -le -like -notlike -match -notmatch -in -notin -contains -notcontains -replace -split',
);

/** The binary operators, lowest precedence first (about_Operator_Precedence). Each level is left-associative. */
const levels: readonly ReadonlySet<string>[] = [
  words('-and -or -xor'),
  new Set([...comparisons, '-join', '-as']),
  words('??'),
  words('+ -'),
  words('* / %'),
  words('-f'),
];

interface Operator {
  name: string;
  isCaseSensitive: boolean;
}

/** `-ieq` is `-eq`, `-ceq` is `-eq` with case. */
function operatorOf({ kind, text }: Token): Operator | undefined {
  if (kind !== 'operator' && kind !== 'symbol') return undefined;
  const name = text.toLowerCase();
  const plain = `-${name.slice(2)}`;
  if (/^-[ic]/.test(name) && comparisons.has(plain)) return { name: plain, isCaseSensitive: name[1] === 'c' };
  return { name, isCaseSensitive: false };
}

/** Parses an expression, `condition ? a : b` included. */
export function parseExpression(block: Block): Node {
  const { line } = peek(block);
  const condition = parseBinary(block, 0);
  if (!skip(block, '?')) return condition;
  skipLines(block);
  const yes = parseExpression(block);
  skipLines(block);
  if (!skip(block, ':')) refuse(': is missing after ?', peek(block).line);
  skipLines(block);
  const no = parseExpression(block);
  const output = (value: Node) => [{ kind: 'output', value, line } as const];
  const statement = { kind: 'if', condition, yes: output(yes), no: output(no), line } as const;
  return { kind: 'block', statements: [statement], line };
}

function parseBinary(block: Block, level: number): Node {
  const operators = levels[level];
  if (operators === undefined) return parseList(block);
  let left = parseBinary(block, level + 1);
  for (;;) {
    const token = peek(block);
    const operator = operatorOf(token);
    const isAssignment = isSymbol(block.tokens[block.at + 1] ?? token, '=');
    if (operator === undefined || !operators.has(operator.name) || (token.kind === 'symbol' && isAssignment))
      return left;
    block.at++;
    skipLines(block);
    const { name, isCaseSensitive } = operator;
    if (name === '-as') {
      left = { kind: 'cast', type: parseTypeName(block), operand: left, line: token.line, isSafe: true };
      continue;
    }
    left = {
      kind: 'binary',
      operator: name,
      isCaseSensitive,
      left,
      right: parseBinary(block, level + 1),
      line: token.line,
    };
  }
}

/** The comma has a higher precedence than every binary operator. */
function parseList(block: Block): Node {
  const { line } = peek(block);
  const items = [parseUnary(block)];
  while (skip(block, ',')) {
    skipLines(block);
    items.push(parseUnary(block));
  }
  const [only] = items;
  return only !== undefined && items.length === 1 ? only : { kind: 'list', items, line };
}

const unary = words('-not ! -split -join');

export function parseUnary(block: Block): Node {
  const token = peek(block);
  const operator = operatorOf(token)?.name ?? '';
  if (!unary.has(operator)) return parseOperand(block);
  block.at++;
  skipLines(block);
  const name = operator === '!' ? '-not' : operator;
  return { kind: 'unary', operator: name, operand: parseUnary(block), line: token.line };
}
