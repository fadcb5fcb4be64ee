import { expect, isSymbol, peek, skip, skipBreaks, skipLines } from '../syntax/cursor';
import { refuse } from '../syntax/refusal';
import type { Token } from '../syntax/source';
import type { Block } from './block';
import type { Constant, Node, Statement } from './node';
import { untranslatable } from './untranslatable';

const constants = new Map<string, Constant>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

const insideSwitch =
  '$_ in the cases of a switch is the value that switch compares, not the record: write $x = $_.Column before it';

/** Parses a value with the members, calls and indexes behind it. */
export function parseOperand(block: Block): Node {
  let node = parseValue(block);
  for (;;) {
    const token = peek(block);
    if (isSymbol(token, '::')) refuse(untranslatable(token), token.line);
    if (isSymbol(token, '(') && !token.spaced) refuse(untranslatable(token), token.line);
    if (isSymbol(token, '.') && !token.spaced) {
      block.at++;
      node = parseMember(block, node, token.line);
    } else if (isSymbol(token, '[') && !token.spaced) {
      block.at++;
      skipLines(block);
      const index = block.grammar.parseExpression(block);
      skipLines(block);
      expect(block, ']');
      node = { kind: 'index', target: node, index, line: token.line };
    } else {
      return node;
    }
  }
}

/** Parses `.Name`, `.'Name'`, `.($x)`, `.{Name}` or a call. */
function parseMember(block: Block, target: Node, line: number): Node {
  const token = peek(block);
  block.at++;
  let name: Node;
  if ((token.kind === 'word' || token.kind === 'text') && !token.spaced) {
    name = { kind: 'literal', value: token.text, line };
  } else if (isSymbol(token, '(')) {
    name = block.grammar.parseExpression(block);
    expect(block, ')');
  } else if (isSymbol(token, '{') && peek(block).kind === 'word') {
    name = { kind: 'literal', value: peek(block).text, line };
    block.at++;
    expect(block, '}');
  } else {
    refuse("a column is read as $_.Column or $_.'Column'", line);
  }
  return { kind: 'member', target, name, arguments: parseArguments(block), line };
}

/** Parses `( … )` right behind a name; `undefined` when there is none. */
function parseArguments(block: Block): Node[] | undefined {
  const token = peek(block);
  if (!isSymbol(token, '(') || token.spaced) return undefined;
  block.at++;
  skipLines(block);
  if (skip(block, ')')) return [];
  const value = block.grammar.parseExpression(block);
  skipLines(block);
  expect(block, ')');
  return value.kind === 'list' ? [...value.items] : [value];
}

function parseValue(block: Block): Node {
  const token = peek(block);
  const { kind, text, line } = token;
  block.at++;
  if (kind === 'text') return { kind: 'literal', value: text, line };
  if (kind === 'number') return { kind: 'literal', value: integer(text, line), line };
  if (kind === 'template') return parseTemplate(token, block);
  if (kind === 'variable') {
    const node = variableOf(token, text);
    if (node.kind === 'record' && block.switches.around > 0) refuse(insideSwitch, line);
    return node;
  }
  if (kind === 'symbol') {
    const node = parseSymbol(block, token);
    if (node !== undefined) return node;
  }
  const next = peek(block);
  const isCommand = kind === 'word' && next.kind === 'operator' && !next.spaced; // Get-Date
  if (isCommand && (text + next.text).toLowerCase() === 'get-date') {
    block.at++;
    return parseGetDate(block, line);
  }
  refuse(untranslatable(isCommand ? { ...token, text: text + next.text } : token), line);
}

function parseSymbol(block: Block, token: Token): Node | undefined {
  const { text, line } = token;
  const next = peek(block);
  if (text === '-' && next.kind === 'number' && !next.spaced) {
    block.at++;
    return { kind: 'literal', value: integer(`-${next.text}`, line), line };
  }
  if (text === '(' || text === '$(' || text === '@(') return parseInner(block, text, line);
  if (text === '@{') return parseTable(block, line);
  if (text === '[') return parseType(block, line);
  if (text === '{') return parseBody(block, line);
  if (text === '&' && isSymbol(next, '{')) {
    block.at++;
    return parseBody(block, line);
  }
  return undefined;
}

/** A script block as a value gives what it gives when it is called. */
function parseBody(block: Block, line: number): Node {
  const statements = block.grammar.parseStatements(block);
  expect(block, '}');
  return { kind: 'block', statements, line };
}

function variableOf(token: Token, text: string): Node {
  const { line } = token;
  const name = text.replace(/^\{(.*)\}$/s, '$1');
  const constant = constants.get(name.toLowerCase());
  if (constant !== undefined) return { kind: 'literal', value: constant, line };
  if (name === '_' || name.toLowerCase() === 'psitem') return { kind: 'record', line };
  if (!/^[\p{L}\p{Nd}_]+$/u.test(name)) refuse(untranslatable({ ...token, kind: 'variable', text }), line);
  return { kind: 'variable', name, line };
}

/** Parses an integer. Other numbers of PowerShell (`1.50`, `1kb`, `0x10`) are refused. */
function integer(text: string, line: number): number {
  const value = Number(text);
  if (!/^-?[0-9]+$/.test(text) || !Number.isSafeInteger(value))
    refuse(`${text}: of numbers, only whole ones can be translated`, line);
  return value || 0; // no negative zero
}

/** Parses the content of `( )`, `$( )` or `@( )`. */
function parseInner(block: Block, opener: '(' | '$(' | '@(', line: number): Node {
  skipLines(block);
  if (opener === '(') {
    const inner = block.grammar.parseExpression(block);
    skipLines(block);
    expect(block, ')');
    return inner;
  }
  const statements = block.grammar.parseStatements(block);
  expect(block, ')');
  if (opener === '$(') return { kind: 'block', statements, line };
  return { kind: 'list', items: statements.flatMap((statement) => itemsOf(statement)), line };
}

/** `@( )` makes one list of all that its statements give. */
function itemsOf(statement: Statement): readonly Node[] {
  if (statement.kind !== 'output') refuse('only values can stand in @( … )', statement.line);
  return statement.value.kind === 'list' ? statement.value.items : [statement.value];
}

function parseTable(block: Block, line: number): Node {
  const entries: { key: string; value: Node }[] = [];
  skipBreaks(block);
  while (!skip(block, '}')) {
    const token = peek(block);
    block.at++;
    if (token.kind !== 'word' && token.kind !== 'text')
      refuse('a key of a hashtable must be a name or a text', token.line);
    expect(block, '=');
    skipLines(block);
    entries.push({ key: token.text, value: block.grammar.parseExpression(block) });
    skipBreaks(block);
  }
  return { kind: 'table', entries, line };
}

/** Parses `[type]`. @returns the name in lower case, without `System.` */
export function parseTypeName(block: Block): string {
  expect(block, '[');
  return readTypeName(block);
}

function readTypeName(block: Block): string {
  const { line } = peek(block);
  let type = '';
  for (let token = peek(block); !isSymbol(token, ']'); token = peek(block)) {
    if (token.kind === 'end') refuse('] is missing', line);
    type += token.text;
    block.at++;
  }
  block.at++;
  return type.toLowerCase().replace(/^system\./, '');
}

/** Parses `[type]` and what it casts, or `[type]::Member`. */
function parseType(block: Block, line: number): Node {
  const type = readTypeName(block);
  if (!skip(block, '::')) return { kind: 'cast', type, operand: block.grammar.parseUnary(block), line };
  const { kind, text: name } = peek(block);
  if (kind !== 'word') refuse('a static member must have a name', line);
  block.at++;
  return { kind: 'static', type, name: name.toLowerCase(), arguments: parseArguments(block), line };
}

/** Parses what stands behind `Get-Date`: parameters, and values by place. */
function parseGetDate(block: Block, line: number): Node {
  const parameters = new Map<string, Node>();
  const values: Node[] = [];
  for (;;) {
    const token = peek(block);
    if (token.kind === 'operator') {
      block.at++;
      parameters.set(token.text.toLowerCase(), parseWord(block) ?? parseOperand(block));
    } else if (['text', 'template', 'variable'].includes(token.kind) || isSymbol(token, '(')) {
      values.push(parseOperand(block));
    } else {
      return { kind: 'date', parameters, arguments: values, line };
    }
  }
}

/** A bare word behind a parameter of a command, such as `yyyy-MM-dd`; `undefined` when there is none. */
function parseWord(block: Block): Node | undefined {
  const { kind, line } = peek(block);
  if (kind !== 'word') return undefined;
  let text = '';
  for (let token = peek(block); token.kind !== 'end'; token = peek(block)) {
    if (text !== '' && (token.spaced || ['newline', 'text', 'template'].includes(token.kind))) break;
    if (token.kind === 'symbol' && /^[)}\];,|]$/.test(token.text)) break;
    text += token.text;
    block.at++;
  }
  return { kind: 'literal', value: text, line };
}

function parseTemplate({ parts = [], line }: Token, block: Block): Node {
  const nodes = parts.map((part): Node => {
    if (typeof part === 'string') return { kind: 'literal', value: part, line };
    const [first] = part;
    if (first?.kind !== 'interpolated') return block.grammar.parseWhole({ ...block, tokens: part, at: 0 });
    const node = variableOf(first, first.text.slice(1));
    if (node.kind === 'record') refuse(untranslatable(first), first.line);
    return node;
  });
  return { kind: 'template', parts: nodes, line };
}
