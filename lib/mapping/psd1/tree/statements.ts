import { expect, isSymbol, peek, skip, skipBreaks, skipLines } from '../syntax/cursor';
import { refuse } from '../syntax/refusal';
import type { Token } from '../syntax/source';
import type { Block, Grammar } from './block';
import type { Case, Node, Statement, SwitchMode } from './node';
import { parseExpression, parseUnary } from './operators';
import { untranslatable } from './untranslatable';

const longest = 1000;

/** Parses a script block. @throws Refusal at the first token that cannot be translated */
export function parseScriptBlock(tokens: readonly Token[]): Node {
  const [first] = tokens;
  if (tokens.length > longest) refuse(`longer than ${longest} words and signs`, first?.line ?? 1);
  return parseWhole({ tokens, at: 0, budget: { left: longest }, switches: { around: 0 }, grammar });
}

/** Parses tokens that are statements to their end. */
function parseWhole(block: Block): Node {
  const { line } = peek(block);
  block.budget.left -= block.tokens.length;
  if (block.budget.left < 0) refuse(`longer than ${longest} words and signs`, line);
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
    const separated = skipBreaks(block);
    const next = peek(block);
    const closed = isSymbol(block.tokens[block.at - 1] ?? next, '}');
    if (!isEnd(next) && !separated && !closed) refuse(untranslatable(next), next.line);
  }
  return statements;
}

const keywordOf = (token: Token): string => (token.kind === 'word' ? token.text.toLowerCase() : '');

function parseStatement(block: Block): Statement {
  const token = peek(block);
  const { line } = token;
  const keyword = keywordOf(token);
  if (keyword === 'if') return parseIf(block, line);
  if (keyword === 'switch') return parseSwitch(block, line);
  if (keyword === 'foreach') return parseForeach(block, line);
  if (keyword === 'return') {
    block.at++;
    const next = peek(block);
    const isBare = isEnd(next) || next.kind === 'newline' || isSymbol(next, ';');
    return { kind: 'return', value: isBare ? undefined : parseExpression(block), line };
  }
  return parseAssignment(block, line) ?? { kind: 'output', value: parseExpression(block), line };
}

/** Parses `$name = …` or `$name += …`; `undefined` for anything else. */
function parseAssignment(block: Block, line: number): Statement | undefined {
  const [variable, first, second] = block.tokens.slice(block.at, block.at + 3);
  if (variable?.kind !== 'variable' || first === undefined || second === undefined) return undefined;
  const adds = isSymbol(first, '+') && isSymbol(second, '=') && !second.spaced;
  if (!adds && !isSymbol(first, '=')) return undefined;
  const name = variable.text.toLowerCase();
  if (!/^[\p{L}\p{Nd}_]+$/u.test(name) || ['_', 'psitem', 'true', 'false', 'null', 'matches'].includes(name))
    refuse(`an assignment to $${variable.text} cannot be translated`, line);
  block.at += adds ? 3 : 2;
  skipLines(block);
  const value = parseValueStatement(block);
  if (!adds) return { kind: 'assign', name, value, line };
  const before: Node = { kind: 'variable', name, line };
  const sum: Node = { kind: 'binary', operator: '+', isCaseSensitive: false, left: before, right: value, line };
  return { kind: 'assign', name, value: sum, line };
}

/** The right side of an assignment: an expression, or an `if` or `switch` whose output it takes. */
function parseValueStatement(block: Block): Node {
  const token = peek(block);
  if (!['if', 'switch', 'foreach'].includes(keywordOf(token))) return parseExpression(block);
  return { kind: 'block', statements: [parseStatement(block)], line: token.line };
}

/** Parses `( … )` after a keyword. */
function parseInParentheses(block: Block): Node {
  skipLines(block);
  expect(block, '(');
  skipLines(block);
  const value = parseExpression(block);
  skipLines(block);
  expect(block, ')');
  return value;
}

function parseIf(block: Block, line: number): Statement {
  block.at++;
  const condition = parseInParentheses(block);
  const yes = parseBranch(block);
  const start = block.at;
  skipLines(block);
  const keyword = keywordOf(peek(block));
  if (keyword === 'elseif') return { kind: 'if', condition, yes, no: [parseIf(block, peek(block).line)], line };
  if (keyword !== 'else') {
    block.at = start;
    return { kind: 'if', condition, yes, no: [], line };
  }
  block.at++;
  return { kind: 'if', condition, yes, no: parseBranch(block), line };
}

function parseBranch(block: Block): Statement[] {
  skipLines(block);
  expect(block, '{');
  const statements = parseStatements(block);
  expect(block, '}');
  return statements;
}

const modes: Readonly<Record<string, SwitchMode>> = { '-regex': 'regex', '-wildcard': 'wildcard', '-exact': 'exact' };

function parseSwitch(block: Block, line: number): Statement {
  block.at++;
  let mode: SwitchMode = 'exact';
  let isCaseSensitive = false;
  for (let token = peek(block); token.kind === 'operator'; token = peek(block)) {
    const name = token.text.toLowerCase();
    const found = modes[name];
    if (found !== undefined) mode = found;
    else if (name === '-casesensitive') isCaseSensitive = true;
    else refuse(`switch ${token.text} cannot be translated`, token.line);
    block.at++;
  }
  const value = parseInParentheses(block);
  skipLines(block);
  expect(block, '{');
  const cases: Case[] = [];
  block.switches.around++;
  skipBreaks(block);
  while (!skip(block, '}')) {
    const test = keywordOf(peek(block)) === 'default' ? undefined : parseCaseTest(block);
    if (test === undefined) block.at++;
    cases.push({ test, body: parseBranch(block) });
    skipBreaks(block);
  }
  block.switches.around--;
  return { kind: 'switch', mode, isCaseSensitive, value, cases, line };
}

/** A bare word is a text here. */
function parseCaseTest(block: Block): Node {
  const { kind, text, line } = peek(block);
  if (kind === 'symbol' && text === '{') refuse('a condition as a case of switch cannot be translated', line);
  if (kind !== 'word') return parseExpression(block);
  block.at++;
  return { kind: 'literal', value: text, line };
}

function parseForeach(block: Block, line: number): Statement {
  block.at++;
  skipLines(block);
  expect(block, '(');
  const variable = peek(block);
  block.at++;
  const keyword = peek(block);
  if (variable.kind !== 'variable' || keywordOf(keyword) !== 'in')
    refuse('only foreach ($x in …) can be translated', line);
  block.at++;
  const items = parseExpression(block);
  skipLines(block);
  expect(block, ')');
  return { kind: 'foreach', name: variable.text.toLowerCase(), items, body: parseBranch(block), line };
}
