import { expect, isSymbol, peek, skip, skipLines } from '../syntax/cursor';
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

/** The binary operators, lowest precedence first (about_Operator_Precedence), left-associative. */
const levels: readonly ReadonlySet<string>[] = [
  words('-and -or -xor'),
  new Set([...comparisons, '-join', '-as']),
  words('??'),
  words('+ -'),
  words('* / %'),
  words('-f'),
];

const unary = words('-not ! -split -join');

interface Operator {
  name: string;
  isCaseSensitive: boolean;
}

/** `-ieq` is `-eq`, `-ceq` is `-eq` with case. */
function operatorOf({ kind, text }: Token): Operator {
  if (kind !== 'operator' && kind !== 'symbol') return { name: '', isCaseSensitive: false };
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
    const { kind, line } = token;
    const { name, isCaseSensitive } = operatorOf(token);
    const isAssignment = kind === 'symbol' && isSymbol(block.tokens[block.at + 1] ?? token, '=');
    if (!operators.has(name) || isAssignment) return left;
    block.at++;
    skipLines(block);
    if (name === '-as') {
      expect(block, '[');
      left = { kind: 'cast', type: parseTypeName(block), operand: left, line, isSafe: true };
    } else {
      const right = parseBinary(block, level + 1);
      left = { kind: 'binary', operator: name, isCaseSensitive, left, right, line };
    }
  }
}

/** The comma has a higher precedence than every binary operator. */
function parseList(block: Block): Node {
  const { line } = peek(block);
  const first = parseUnary(block);
  const items = [first];
  while (skip(block, ',')) {
    skipLines(block);
    items.push(parseUnary(block));
  }
  return items.length === 1 ? first : { kind: 'list', items, line };
}

export function parseUnary(block: Block): Node {
  const token = peek(block);
  const { name } = operatorOf(token);
  if (!unary.has(name)) return parseOperand(block);
  block.at++;
  skipLines(block);
  return { kind: 'unary', operator: name === '!' ? '-not' : name, operand: parseUnary(block), line: token.line };
}
