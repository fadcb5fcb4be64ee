import { isPattern } from '../../compile/cel/pattern';
import { refuse } from '../syntax/refusal';

/** .NET's classes of characters, for RE2's brackets. */
const classes: Readonly<Record<string, string>> = {
  d: '\\p{Nd}',
  w: '\\p{L}\\p{Mn}\\p{Nd}\\p{Pc}',
  s: '\\t\\n\\v\\f\\r\\x{85}\\p{Z}',
};

export interface Pattern {
  /** For RE2. */
  source: string;
  /** How many groups it has. */
  groups: number;
  /** Whether it holds `$`, which .NET also finds before a line break at the end. */
  hasEnd: boolean;
  /** Whether it counts or classifies characters, which are UTF-16 units to .NET. */
  hasUnits: boolean;
}

/**
 * Translates a regular expression of .NET to RE2. @throws Refusal where RE2 lacks it, or means
 * something else by it
 */
export function translatePattern(pattern: string, isCaseSensitive: boolean): Pattern {
  const reader = { pattern, at: 0, groups: 0, hasEnd: false, hasUnits: false, isCaseSensitive };
  let source = isCaseSensitive ? '' : '(?i)';
  while (reader.at < pattern.length) source += readPart(reader);
  if (!isPattern(source)) refuse(`the pattern ${pattern} cannot be translated to RE2`);
  const { groups, hasEnd, hasUnits } = reader;
  return { source, groups, hasEnd, hasUnits };
}

interface Reader {
  readonly pattern: string;
  at: number;
  groups: number;
  hasEnd: boolean;
  hasUnits: boolean;
  readonly isCaseSensitive: boolean;
}

const refusePart = ({ pattern }: Reader, what: string): never => {
  refuse(`${what} in the pattern ${pattern} cannot be translated to RE2`);
};

function readPart(reader: Reader): string {
  const { pattern } = reader;
  const character = pattern[reader.at++] ?? '';
  if (character === '\\') return readEscape(reader, false);
  if (character === '[') return readClass(reader);
  if (character === '(') return readGroup(reader);
  if (character === '.') {
    reader.hasUnits = true;
    return '[^\\n]';
  }
  if (character === '$') {
    reader.hasEnd = true;
    return '\\z';
  }
  return character;
}

function readGroup(reader: Reader): string {
  const rest = reader.pattern.slice(reader.at);
  if (!rest.startsWith('?')) {
    reader.groups++;
    return '(';
  }
  const plain = /^\?(?::|[is]+(?:-[is]+)?[:)])/.exec(rest)?.[0];
  const name = /^\?(?:<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)')/.exec(rest);
  if (plain === undefined && name === null) return refusePart(reader, `(${rest.slice(0, 3)}`);
  if (name !== null) return refusePart(reader, 'a group with a name');
  reader.at += plain?.length ?? 0;
  return `(${plain}`;
}

function readEscape(reader: Reader, inClass: boolean): string {
  const character = reader.pattern[reader.at++] ?? '';
  const lower = character.toLowerCase();
  const set = classes[lower];
  reader.hasUnits ||= set !== undefined || lower === 'p';
  if (set !== undefined) {
    if (character === lower) return inClass ? set : `[${set}]`;
    return inClass ? refusePart(reader, `\\${character} in brackets`) : `[^${set}]`;
  }
  const code = /^(?:u([0-9a-f]{4})|x([0-9a-f]{2}))/i.exec(reader.pattern.slice(reader.at - 1));
  if (code !== null) {
    reader.at += code[0].length - 1;
    return `\\x{${code[1] ?? code[2]}}`;
  }
  if (lower === 'p') {
    const name = /^\{[A-Z][a-z]?\}/.exec(reader.pattern.slice(reader.at))?.[0];
    if (name === undefined) return refusePart(reader, `\\${character}`);
    if (/L[ult]/.test(name) && !reader.isCaseSensitive)
      return refusePart(reader, `\\${character}${name}, without case,`);
    reader.at += name.length;
    return `\\${character}${name}`;
  }
  if (/[AztnrfvA]/.test(character) && !(inClass && /[Az]/.test(character))) return `\\${character}`;
  if (/[\p{L}\p{Nd}_]/u.test(character) || character === '') return refusePart(reader, `\\${character}`);
  return `\\${character}`;
}

function readClass(reader: Reader): string {
  let source = '[';
  reader.hasUnits = true;
  if (reader.pattern[reader.at] === '^') {
    source += '^';
    reader.at++;
  }
  for (let first = true; ; first = false) {
    const character = reader.pattern[reader.at++];
    if (character === undefined) return refusePart(reader, '[');
    if (character === ']' && !first) return `${source}]`;
    if (character === '-' && reader.pattern[reader.at] === '[') return refusePart(reader, '-[');
    source += character === '\\' ? readEscape(reader, true) : /[[\]&~]/.test(character) ? `\\${character}` : character;
  }
}

/** Translates a wildcard pattern (`-like`) to RE2; it matches the whole text. */
export function translateWildcard(pattern: string, isCaseSensitive: boolean): Pick<Pattern, 'source' | 'hasUnits'> {
  let source = isCaseSensitive ? '(?s)^' : '(?is)^';
  let hasUnits = false;
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? '';
    if (character === '*') source += '.*';
    else if (character === '?') {
      source += '.';
      hasUnits = true;
    } else if (character === '`') source += escapePattern(pattern[++at] ?? '`');
    else if (character === '[') {
      const end = pattern.indexOf(']', at + 2);
      if (end < 0) refuse(`the pattern ${pattern} is not a wildcard pattern: ] is missing`);
      const inside = pattern.slice(at + 1, end);
      if (/[`[\]]/.test(inside)) refuse(`the brackets of the pattern ${pattern} cannot be translated`);
      source += `[${inside.replace(/[\\^&~]/g, '\\$&')}]`;
      hasUnits = true;
      at = end;
    } else source += escapePattern(character);
  }
  return { source: `${source}$`, hasUnits };
}

/** Creates the pattern that finds a text as it stands. */
export const escapePattern = (text: string): string => text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');

/**
 * Checks the replacement of `-replace`: `$1`, `$&` and `$$` are read. @returns its parts: texts and
 * numbers of groups
 */
export function parseReplacement(replacement: string, groups: number): (string | number)[] {
  const parts: (string | number)[] = [];
  for (const [, group, whole, dollar, bad, text] of replacement.matchAll(
    /\$(?:(\d+|\{\d+\})|(&)|(\$)|([`'+_{]))|((?:[^$]|\$(?![\d{&$`'+_]))+)/g,
  )) {
    if (bad !== undefined) refuse(`$${bad} in a replacement cannot be translated`);
    const number = group === undefined ? undefined : Number(group.replace(/[{}]/g, ''));
    if (number !== undefined && number > groups) parts.push(`$${group}`);
    else parts.push(number ?? (whole === undefined ? (dollar ?? text ?? '') : 0));
  }
  return parts;
}
