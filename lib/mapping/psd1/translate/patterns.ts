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
  dependsOnUtf16: boolean;
}

interface Reading extends Pattern {
  readonly pattern: string;
  readonly isCaseSensitive: boolean;
}

const escapes = /\\(?:u[\da-fA-F]{4}|x[\da-fA-F]{2}|[pP]\{[A-Z][a-z]?\}|.?)/.source;
const brackets = /\[(\^?)(\]?(?:\\.?|[^\]\\])*)(\]?)/.source;
const groups = /\((?:\?(?::|[is]+(?:-[is]+)?[:)]|<[A-Za-z_]\w*>|'[A-Za-z_]\w*'|.{0,2}))?/.source;
const parts = new RegExp(`${escapes}|${brackets}|${groups}|.`, 'gs');

/** Translates a regular expression of .NET to RE2. @throws Refusal for what RE2 lacks */
export function translatePattern(pattern: string, isCaseSensitive: boolean): Pattern {
  const reading = { pattern, isCaseSensitive, source: '', groups: 0, hasEnd: false, dependsOnUtf16: false };
  const source = pattern.replace(parts, (part: string, inverted: string, inside?: string, closing?: string) => {
    if (part.startsWith('\\')) return translateEscape(part, reading, false);
    if (part.startsWith('(')) return translateGroup(part, reading);
    reading.dependsOnUtf16 ||= part === '.' || inside !== undefined;
    reading.hasEnd ||= part === '$';
    if (inside === undefined) return { '.': '[^\\n]', $: '\\z' }[part] ?? part;
    return `[${inverted}${translateInside(inside, reading)}${closing || refusePart(reading, '[')}`;
  });
  reading.source = isCaseSensitive ? source : `(?i)${source}`;
  if (!isPattern(reading.source)) refuse(`the pattern ${pattern} cannot be translated to RE2`);
  return reading;
}

function refusePart({ pattern }: Reading, part: string): never {
  refuse(`${part} in the pattern ${pattern} cannot be translated to RE2`);
}

function translateGroup(part: string, reading: Reading): string {
  if (part === '(') reading.groups++;
  else if (/^\(\?[<']\w+[>']$/.test(part)) refusePart(reading, 'a group with a name');
  else if (!/^\(\?(?::|[is].*[:)])$/.test(part)) refusePart(reading, part);
  return part;
}

function translateEscape(part: string, reading: Reading, inBrackets: boolean): string {
  const character = part.charAt(1);
  const lower = character.toLowerCase();
  const set = classes[lower];
  reading.dependsOnUtf16 ||= set !== undefined || lower === 'p';
  if (set !== undefined && character === lower) return inBrackets ? set : `[${set}]`;
  if (set !== undefined) return inBrackets ? refusePart(reading, `${part} in brackets`) : `[^${set}]`;
  if (/^\\[ux]../.test(part)) return `\\x{${part.slice(2)}}`;
  if (/\{L[ult]\}/.test(part) && !reading.isCaseSensitive) refusePart(reading, `${part}, without case,`);
  const isKnown = part.length > 2 || (inBrackets ? /[tnrfv]/ : /[Aztnrfv]/).test(character);
  if (!isKnown && (character === '' || /[\p{L}\p{Nd}_]/u.test(character))) refusePart(reading, part);
  return part;
}

const translateInside = (inside: string, reading: Reading): string =>
  inside.replace(new RegExp(`${escapes}|-\\[|.`, 'gs'), (part) => {
    if (part === '-[') refusePart(reading, part);
    if (part.startsWith('\\')) return translateEscape(part, reading, true);
    return /[[\]&~]/.test(part) ? `\\${part}` : part;
  });

/** Translates a wildcard pattern (`-like`) to RE2; it matches the whole text. */
export function translateWildcard(
  pattern: string,
  isCaseSensitive: boolean,
): Pick<Pattern, 'source' | 'dependsOnUtf16'> {
  let dependsOnUtf16 = false;
  const source = pattern.replace(/`(.)|\[(.[^\]]*)\]|./gs, (part, escaped?: string, inside?: string) => {
    if (part === '*') return '.*';
    if (part === '[') refuse(`the pattern ${pattern} is not a wildcard pattern: ] is missing`);
    dependsOnUtf16 ||= part === '?' || inside !== undefined;
    if (part === '?') return '.';
    if (inside === undefined) return escapePattern(escaped ?? part);
    if (/[`[\]]/.test(inside)) refuse(`the brackets of the pattern ${pattern} cannot be translated`);
    return `[${inside.replace(/[\\^&~]/g, '\\$&')}]`;
  });
  return { source: `${isCaseSensitive ? '(?s)' : '(?is)'}^${source}$`, dependsOnUtf16 };
}

/** Creates the pattern that finds a text literally. */
export const escapePattern = (text: string): string => text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');

/** Splits the replacement of `-replace` into groups, as `$1`, and texts, as `'text`. */
export function parseReplacement(replacement: string, groups: number): string[] {
  const parts: string[] = [];
  for (const [part, group, sign] of replacement.matchAll(
    /\$(?:(\d+|\{\d+\})|([&$`'+_{]))|(?:[^$]|\$(?![\d{&$`'+_]))+/g,
  )) {
    if (sign !== undefined && !/[&$]/.test(sign)) refuse(`$${sign} in a replacement cannot be translated`);
    const number = Number(group?.replace(/[{}]/g, '') ?? 0);
    if (sign === '&' || (group !== undefined && number <= groups)) parts.push(`$${number}`);
    else parts.push(`'${sign ?? part}`);
  }
  return parts;
}
