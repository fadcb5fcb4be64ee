import { expect, isSymbol, next, peek, skip, skipBreaks, skipLines } from '../syntax/cursor';
import { refuse } from '../syntax/refusal';
import type { Token } from '../syntax/source';
import type { Block, Grammar } from './block';
import type { Case, Node, Statement, StatementOf, SwitchMode } from './node';
import { parseExpression, parseUnary } from './operators';
import { untranslatable } from './untranslatable';
import { parseBefore } from './values';

const longest = 1000;

/** Parses a script block. @throws Refusal at the first token that cannot be translated */
export function parseScriptBlock(tokens: readonly Token[]): Node {
  if (tokens.length > longest) refuse(tooLong, tokens[0]?.line ?? 1);
  return parseWhole({ tokens, at: 0, budget: { left: longest }, switches: { around: 0 }, grammar });
}

const tooLong = `longer than ${longest} words and signs`;

/** Parses tokens that are statements to their end. */
function parseWhole(block: Block): Node {
  const { line } = peek(block);
  block.budget.left -= block.tokens.length;
  if (block.budget.left < 0) refuse(tooLong, line);
  const statements = parseStatements(block);
  const last = peek(block);
  if (last.kind !== 'end') refuse(`${last.text} closes nothing`, last.line);
  return { kind: 'block', statements, line };
}

const grammar: Grammar = { parseExpression, parseUnary, parseStatements, parseWhole };

const isEnd = (token: Token): boolean => token.kind === 'end' || isSymbol(token, '}') || isSymbol(token, ')');

/** Parses the statements before a closing bracket. */
function parseStatements(block: Block): Statement[] {
  const statements: Statement[] = [];
  skipBreaks(block);
  while (!isEnd(peek(block))) {
    statements.push(parseStatement(block));
    const isSeparated = skipBreaks(block);
    const behind = peek(block);
    const isClosed = isSymbol(block.tokens[block.at - 1] ?? behind, '}');
    if (!isEnd(behind) && !isSeparated && !isClosed) refuse(untranslatable(behind), behind.line);
  }
  return statements;
}

const keywordOf = (token: Token): string => (token.kind === 'word' ? token.text.toLowerCase() : '');

const kinds = new Map(Object.entries({ if: parseIf, switch: parseSwitch, foreach: parseForeach }));

function parseStatement(block: Block): Statement {
  const token = peek(block);
  const { line } = token;
  const keyword = keywordOf(token);
  const parse = keyword === 'return' ? parseReturn : kinds.get(keyword);
  if (parse === undefined)
    return parseAssignment(block, line) ?? { kind: 'output', value: parseExpression(block), line };
  block.at++;
  return parse(block, line);
}

function parseReturn(block: Block, line: number): Statement {
  const behind = peek(block);
  const isBare = isEnd(behind) || behind.kind === 'newline' || isSymbol(behind, ';');
  return { kind: 'return', value: isBare ? undefined : parseExpression(block), line };
}

const constants = ['_', 'psitem', 'true', 'false', 'null', 'matches'];

/** Parses `$name = …` or `$name += …`; `undefined` for anything else. */
function parseAssignment(block: Block, line: number): Statement | undefined {
  const [variable, first, second] = block.tokens.slice(block.at, block.at + 3);
  if (variable?.kind !== 'variable' || first === undefined || second === undefined) return undefined;
  const adds = isSymbol(first, '+') && isSymbol(second, '=') && !second.spaced;
  if (!adds && !isSymbol(first, '=')) return undefined;
  const name = variable.text.toLowerCase();
  if (!/^[\p{L}\p{Nd}_]+$/u.test(name) || constants.includes(name))
    refuse(`an assignment to $${variable.text} cannot be translated`, line);
  block.at += adds ? 3 : 2;
  skipLines(block);
  const value = parseAssigned(block);
  if (!adds) return { kind: 'assign', name, value, line };
  const left: Node = { kind: 'variable', name, line };
  const sum: Node = { kind: 'binary', operator: '+', isCaseSensitive: false, left, right: value, line };
  return { kind: 'assign', name, value: sum, line };
}

/** The right side of an assignment: an expression, or an `if` or `switch` whose output it takes. */
function parseAssigned(block: Block): Node {
  const token = peek(block);
  if (!kinds.has(keywordOf(token))) return parseExpression(block);
  return { kind: 'block', statements: [parseStatement(block)], line: token.line };
}

/** Parses `( … )` after a keyword. */
function parseInParentheses(block: Block): Node {
  skipLines(block);
  expect(block, '(');
  return parseBefore(block, ')');
}

function parseIf(block: Block, line: number): StatementOf<'if'> {
  const condition = parseInParentheses(block);
  const yes = parseBranch(block);
  const start = block.at;
  skipLines(block);
  const token = next(block);
  const keyword = keywordOf(token);
  if (keyword === 'elseif') return { kind: 'if', condition, yes, no: [parseIf(block, token.line)], line };
  if (keyword === 'else') return { kind: 'if', condition, yes, no: parseBranch(block), line };
  block.at = start;
  return { kind: 'if', condition, yes, no: [], line };
}

function parseBranch(block: Block): Statement[] {
  skipLines(block);
  expect(block, '{');
  const statements = parseStatements(block);
  expect(block, '}');
  return statements;
}

const modes: Readonly<Record<string, SwitchMode>> = { '-regex': 'regex', '-wildcard': 'wildcard', '-exact': 'exact' };

function parseSwitch(block: Block, line: number): StatementOf<'switch'> {
  let mode: SwitchMode = 'exact';
  let isCaseSensitive = false;
  for (; peek(block).kind === 'operator'; block.at++) {
    const { text, line: optionLine } = peek(block);
    const option = text.toLowerCase();
    if (option === '-casesensitive') isCaseSensitive = true;
    else mode = modes[option] ?? refuse(`switch ${text} cannot be translated`, optionLine);
  }
  const value = parseInParentheses(block);
  skipLines(block);
  expect(block, '{');
  const cases: Case[] = [];
  block.switches.around++;
  skipBreaks(block);
  while (!skip(block, '}')) {
    cases.push({ test: parseCaseTest(block), body: parseBranch(block) });
    skipBreaks(block);
  }
  block.switches.around--;
  return { kind: 'switch', mode, isCaseSensitive, value, cases, line };
}

/** A bare word is a text here; `undefined` for `default`. */
function parseCaseTest(block: Block): Node | undefined {
  const token = peek(block);
  const { kind, text, line } = token;
  if (isSymbol(token, '{')) refuse('a condition as a case of switch cannot be translated', line);
  if (kind !== 'word') return parseExpression(block);
  block.at++;
  return keywordOf(token) === 'default' ? undefined : { kind: 'literal', value: text, line };
}

function parseForeach(block: Block, line: number): StatementOf<'foreach'> {
  skipLines(block);
  expect(block, '(');
  const variable = next(block);
  if (variable.kind !== 'variable' || keywordOf(next(block)) !== 'in')
    refuse('only foreach ($x in …) can be translated', line);
  const items = parseExpression(block);
  skipLines(block);
  expect(block, ')');
  return { kind: 'foreach', name: variable.text.toLowerCase(), items, body: parseBranch(block), line };
}
