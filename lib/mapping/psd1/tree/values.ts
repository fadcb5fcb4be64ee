import { expect, isSymbol, next, peek, skip, skipBreaks, skipLines } from '../syntax/cursor';
import { refuse } from '../syntax/refusal';
import type { Token } from '../syntax/source';
import type { Block } from './block';
import type { Constant, Node, NodeOf } from './node';
import { untranslatable } from './untranslatable';

const insideSwitch =
  '$_ in the cases of a switch is the value that switch compares, not the record: write $x = $_.Column before it';

const literal = (value: Constant, line: number): Node => ({ kind: 'literal', value, line });

/** Parses a value with the members, calls and indexes behind it. */
export function parseOperand(block: Block): Node {
  let node = parseValue(block);
  for (let token = peek(block); token.kind === 'symbol'; token = peek(block)) {
    const { text, spaced, line } = token;
    if (text === '::' || (text === '(' && !spaced)) refuse(untranslatable(token), line);
    if (spaced || (text !== '.' && text !== '[')) break;
    block.at++;
    if (text === '.') node = parseMember(block, node, line);
    else node = { kind: 'index', target: node, index: parseBefore(block, ']'), line };
  }
  return node;
}

/** Parses an expression up to a closing bracket. */
export function parseBefore(block: Block, bracket: ')' | ']'): Node {
  skipLines(block);
  const node = block.grammar.parseExpression(block);
  skipLines(block);
  expect(block, bracket);
  return node;
}

/** Parses `.Name`, `.'Name'`, `.($x)`, `.{Name}` or a call. */
function parseMember(block: Block, target: Node, line: number): Node {
  const name = parseName(block, line);
  return { kind: 'member', target, name, arguments: parseArguments(block), line };
}

function parseName(block: Block, line: number): Node {
  const token = next(block);
  if ((token.kind === 'word' || token.kind === 'text') && !token.spaced) return literal(token.text, line);
  let name: Node | undefined;
  if (isSymbol(token, '(')) name = block.grammar.parseExpression(block);
  else if (isSymbol(token, '{') && peek(block).kind === 'word') name = literal(next(block).text, line);
  if (name === undefined) refuse("a column is read as $_.Column or $_.'Column'", line);
  expect(block, token.text === '(' ? ')' : '}');
  return name;
}

/** Parses `( … )` right behind a name; `undefined` when there is none. */
function parseArguments(block: Block): readonly Node[] | undefined {
  if (peek(block).spaced || !skip(block, '(')) return undefined;
  skipLines(block);
  return skip(block, ')') ? [] : itemsOf(parseBefore(block, ')'));
}

const itemsOf = (node: Node): readonly Node[] => (node.kind === 'list' ? node.items : [node]);

function parseValue(block: Block): Node {
  const token = next(block);
  const { kind, text, line } = token;
  if (kind === 'text') return literal(text, line);
  if (kind === 'number') return literal(integer(text, line), line);
  if (kind === 'template') return parseTemplate(token, block);
  if (kind === 'variable') {
    const node = variableOf(token);
    if (node.kind === 'record' && block.switches.around > 0) refuse(insideSwitch, line);
    return node;
  }
  const behind = peek(block);
  if (kind === 'symbol') return parseSymbol(block, token, behind) ?? refuse(untranslatable(token), line);
  const isCommand = kind === 'word' && behind.kind === 'operator' && !behind.spaced; // Get-Date
  const name = isCommand ? text + behind.text : text;
  if (name.toLowerCase() !== 'get-date') refuse(untranslatable({ ...token, text: name }), line);
  block.at++;
  return parseGetDate(block, line);
}

function parseSymbol(block: Block, { text, line }: Token, behind: Token): Node | undefined {
  if (text === '-' && behind.kind === 'number' && !behind.spaced)
    return literal(integer(`-${next(block).text}`, line), line);
  if (text === '(') return parseBefore(block, ')');
  if (text === '$(') return parseStatements(block, ')', line);
  if (text === '@(') return parseArray(block, line);
  if (text === '@{') return parseTable(block, line);
  if (text === '[') return parseType(block, line);
  // a script block as a value gives what it gives when it is called
  return text === '{' || (text === '&' && skip(block, '{')) ? parseStatements(block, '}', line) : undefined;
}

function parseStatements(block: Block, bracket: ')' | '}', line: number): NodeOf<'block'> {
  const statements = block.grammar.parseStatements(block);
  expect(block, bracket);
  return { kind: 'block', statements, line };
}

/** `@( )` makes one list of all that its statements give. */
function parseArray(block: Block, line: number): Node {
  const { statements } = parseStatements(block, ')', line);
  const items = statements.map((statement) =>
    statement.kind === 'output' ? statement.value : refuse('@( … ) can hold values only', statement.line),
  );
  return { kind: 'list', items: items.flatMap(itemsOf), line };
}

function variableOf(token: Token): Node {
  const { text, line } = token;
  const name = text.replace(/^\{(.*)\}$/s, '$1');
  const lower = name.toLowerCase();
  if (lower === 'true' || lower === 'false') return literal(lower === 'true', line);
  if (lower === 'null') return literal(null, line);
  if (lower === '_' || lower === 'psitem') return { kind: 'record', line };
  if (!/^[\p{L}\p{Nd}_]+$/u.test(name)) refuse(untranslatable(token), line);
  return { kind: 'variable', name, line };
}

/** Parses an integer. Other numbers of PowerShell (`1.50`, `1kb`, `0x10`) are refused. */
function integer(text: string, line: number): number {
  const value = Number(text);
  if (!/^-?[0-9]+$/.test(text) || !Number.isSafeInteger(value))
    refuse(`${text}: of numbers, only whole ones can be translated`, line);
  return value || 0; // no negative zero
}

function parseTable(block: Block, line: number): Node {
  const entries: { key: string; value: Node }[] = [];
  skipBreaks(block);
  while (!skip(block, '}')) {
    const { kind, text: key, line: keyLine } = next(block);
    if (kind !== 'word' && kind !== 'text') refuse('a key of a hashtable must be a name or a text', keyLine);
    expect(block, '=');
    skipLines(block);
    entries.push({ key, value: block.grammar.parseExpression(block) });
    skipBreaks(block);
  }
  return { kind: 'table', entries, line };
}

/** Parses `type]`. @returns the name in lower case, without `System.` */
export function parseTypeName(block: Block): string {
  const { line } = peek(block);
  let type = '';
  while (!skip(block, ']')) {
    const { kind, text } = next(block);
    if (kind === 'end') refuse('] is missing', line);
    type += text;
  }
  return type.toLowerCase().replace(/^system\./, '');
}

/** Parses `type]` and what it casts, or `type]::Member`. */
function parseType(block: Block, line: number): Node {
  const type = parseTypeName(block);
  if (!skip(block, '::')) return { kind: 'cast', type, operand: block.grammar.parseUnary(block), line };
  const { kind, text } = next(block);
  if (kind !== 'word') refuse('a static member must have a name', line);
  return { kind: 'static', type, name: text.toLowerCase(), arguments: parseArguments(block), line };
}

/** Parses what follows `Get-Date`: parameters, and a date by place. */
function parseGetDate(block: Block, line: number): Node {
  const parameters = new Map<string, Node>();
  for (;;) {
    const token = peek(block);
    const isValue = ['text', 'template', 'variable'].includes(token.kind) || isSymbol(token, '(');
    if (token.kind === 'operator') {
      block.at++;
      parameters.set(token.text.toLowerCase(), parseWord(block) ?? parseOperand(block));
    } else if (isValue && !parameters.has('-date')) parameters.set('-date', parseOperand(block));
    else return { kind: 'date', parameters, line };
  }
}

/** A bare word behind a parameter, such as `yyyy-MM-dd`; `undefined` when there is none. */
function parseWord(block: Block): Node | undefined {
  const { kind, line } = peek(block);
  if (kind !== 'word') return undefined;
  let text = next(block).text;
  for (let token = peek(block); !endsWord(token); token = peek(block)) text += next(block).text;
  return literal(text, line);
}

const endsWord = ({ kind, text, spaced }: Token): boolean =>
  spaced || ['newline', 'end', 'text', 'template'].includes(kind) || (kind === 'symbol' && /^[)}\];,|]$/.test(text));

/** In a string, a variable has no members: what follows it is text. */
function parseTemplate({ parts = [], line }: Token, block: Block): Node {
  const nodes = parts.map((part) => {
    if (typeof part === 'string') return literal(part, line);
    const [first, ...others] = part;
    if (first?.kind !== 'variable' || others.length > 0)
      return block.grammar.parseWhole({ ...block, tokens: part, at: 0 });
    const node = variableOf(first);
    if (node.kind !== 'record') return node;
    const name = `$${first.text}`;
    return refuse(
      `${name} in a string puts in the whole record, whatever follows it: write "$(${name}.Column)"`,
      node.line,
    );
  });
  return { kind: 'template', parts: nodes, line };
}
