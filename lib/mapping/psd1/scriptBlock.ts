import type { BinaryOperator, Expression } from './expression';
import { integer, readVariable } from './operands';
import { type Cursor, expect, isSymbol, peek, skip, skipBreaks, skipLines } from './syntax/cursor';
import { Refusal } from './syntax/refusal';
import type { Token } from './syntax/source';
import { untranslatable } from './untranslatable';

/** The script block to parse. `left` limits its tokens, and so the depth of its expression. */
interface Block extends Cursor {
  budget: { left: number };
}

const longest = 1000;

/**
 * Parses a script block: one expression, or `if` and `else` with one in each branch.
 * @throws Refusal at the first token that cannot be translated
 */
export function parseScriptBlock(tokens: readonly Token[]): Expression {
  const [first] = tokens;
  if (tokens.length > longest) throw new Refusal(first?.line ?? 1, `longer than ${longest} words and signs`);
  return parseWhole({ tokens, at: 0, budget: { left: longest } });
}

/** Parses tokens that are exactly one statement. */
function parseWhole(block: Block): Expression {
  block.budget.left -= block.tokens.length;
  if (block.budget.left < 0) throw new Refusal(peek(block).line, `longer than ${longest} words and signs`);
  const statement = parseStatements(block);
  const { kind, line, text } = peek(block);
  if (kind !== 'end') throw new Refusal(line, `${text} closes nothing`);
  if (statement === undefined) throw new Refusal(line, 'an empty script block gives nothing');
  return statement;
}

/** Parses the one statement before a closing bracket; `undefined` when there is none. */
function parseStatements(block: Block): Expression | undefined {
  skipBreaks(block);
  if (isEnd(peek(block))) return undefined;
  const statement = parseStatement(block);
  const broken = skipBreaks(block);
  const next = peek(block);
  if (isEnd(next)) return statement;
  throw new Refusal(next.line, broken ? 'several statements: only one can be translated' : untranslatable(next));
}

const isEnd = (token: Token): boolean => token.kind === 'end' || isSymbol(token, '}') || isSymbol(token, ')');

function parseStatement(block: Block): Expression {
  const { kind, text, line } = peek(block);
  if (kind !== 'word' || text.toLowerCase() !== 'if') return parseLogical(block);
  return parseIf(block, line);
}

function parseIf(block: Block, line: number): Expression {
  block.at++;
  skipLines(block);
  expect(block, '(');
  skipLines(block);
  const condition = parseLogical(block);
  skipLines(block);
  expect(block, ')');
  const then = parseBranch(block);
  const start = block.at;
  skipLines(block);
  const keyword = peek(block);
  const word = keyword.kind === 'word' ? keyword.text.toLowerCase() : '';
  if (word === 'elseif') return { kind: 'if', condition, then, otherwise: parseIf(block, keyword.line), line };
  if (word !== 'else') {
    block.at = start;
    return { kind: 'if', condition, then, otherwise: nothing(line), line };
  }
  block.at++;
  return { kind: 'if', condition, then, otherwise: parseBranch(block), line };
}

const nothing = (line: number): Expression => ({ kind: 'literal', value: null, line });

function parseBranch(block: Block): Expression {
  skipLines(block);
  const { line } = peek(block);
  expect(block, '{');
  const statement = parseStatements(block);
  expect(block, '}');
  return statement ?? nothing(line);
}

/** The binary operators, lowest precedence first. Each level is left-associative. */
const levels: readonly (readonly BinaryOperator[])[] = [['-and', '-or'], ['-eq', '-ne', '-in'], ['+']];

const parseLogical = (block: Block): Expression => parseBinary(block, 0);

function parseBinary(block: Block, level: number): Expression {
  const operators = levels[level];
  if (operators === undefined) return parseList(block);
  let left = parseBinary(block, level + 1);
  for (;;) {
    const { kind, text, line } = peek(block);
    const operator = operators.find((each) => each === text.toLowerCase());
    if (operator === undefined || (kind !== 'operator' && kind !== 'symbol')) return left;
    block.at++;
    skipLines(block);
    left = { kind: 'binary', operator, left, right: parseBinary(block, level + 1), line };
  }
}

/** The comma has a higher precedence than every binary operator. */
function parseList(block: Block): Expression {
  const { line } = peek(block);
  const items = [parseUnary(block)];
  while (skip(block, ',')) {
    skipLines(block);
    items.push(parseUnary(block));
  }
  const [only] = items;
  return only !== undefined && items.length === 1 ? only : { kind: 'list', items, line };
}

function parseUnary(block: Block): Expression {
  const { kind, text, line } = peek(block);
  if (!(kind === 'operator' && text.toLowerCase() === '-not') && !(kind === 'symbol' && text === '!'))
    return parseOperand(block);
  block.at++;
  skipLines(block);
  return { kind: 'not', operand: parseUnary(block), line };
}

/** Parses a value. Members and method calls on it are refused. */
function parseOperand(block: Block): Expression {
  const operand = parseValue(block);
  const next = peek(block);
  if (isSymbol(next, '.')) {
    const { text } = block.tokens[block.at + 1] ?? next;
    throw new Refusal(next.line, `.${text} cannot be translated: nothing can be called or read on a text`);
  }
  if (isSymbol(next, '[') || isSymbol(next, '::') || isSymbol(next, '('))
    throw new Refusal(next.line, untranslatable(next));
  return operand;
}

function parseValue(block: Block): Expression {
  const token = peek(block);
  const { kind, text, line } = token;
  block.at++;
  if (kind === 'text') return { kind: 'literal', value: text, line };
  if (kind === 'number') return { kind: 'literal', value: integer(text, line), line };
  if (kind === 'template') return parseTemplate(token, block);
  if (kind === 'variable') return readVariable(block, token);
  if (kind === 'symbol') {
    const next = peek(block);
    if (text === '-' && next.kind === 'number' && !next.spaced) {
      block.at++;
      return { kind: 'literal', value: integer(`-${next.text}`, line), line };
    }
    const inner = text === '(' || text === '$(' || text === '@(' ? parseInner(block, text, line) : undefined;
    if (inner !== undefined) return inner;
  }
  const next = peek(block);
  const dashed = kind === 'word' && next.kind === 'operator' && !next.spaced; // Get-Date
  throw new Refusal(line, untranslatable(dashed ? { ...token, text: text + next.text } : token));
}

/** Parses the content of `( )`, `$( )` or `@( )`. */
function parseInner(block: Block, opener: '(' | '$(' | '@(', line: number): Expression {
  skipLines(block);
  const inner = opener === '(' ? parseLogical(block) : parseStatements(block);
  skipLines(block);
  expect(block, ')');
  if (inner === undefined) throw new Refusal(line, `${opener} ) holds nothing`);
  return opener === '@(' && inner.kind !== 'list' ? { kind: 'list', items: [inner], line } : inner;
}

function parseTemplate({ parts = [], line }: Token, block: Block): Expression {
  const expressions = parts.map((part) => {
    if (typeof part === 'string') return part;
    const [first] = part;
    if (first?.kind === 'interpolated') throw new Refusal(first.line, untranslatable(first));
    return parseWhole({ tokens: part, at: 0, budget: block.budget });
  });
  return { kind: 'template', parts: expressions, line };
}
