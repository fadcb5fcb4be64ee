import type { Problem } from '../../errors';
import { type Attribute, coreUserAttributes, enterpriseUser, findTopAttribute } from '../../scim/schemas';
import { toLeafType } from '../compile/compileLeaf';
import type { Node } from '../types';
import type { Data, Entry, Table } from './syntax/data';
import { Refusal, refuse } from './syntax/refusal';
import { columnLeaf, scriptLeaf, type Target } from './translate/toLeaf';
import { parseScriptBlock } from './tree/statements';

/** The attributes of a psd1 file as nodes of a mapping, and what was refused. */
export interface Translated {
  attributes: Record<string, Node>;
  refused: LineProblem[];
  /** What is translated, and may not be what was meant. */
  hints: LineProblem[];
  /** The line of each path of `attributes`. */
  lines: ReadonlyMap<string, number>;
}

export interface LineProblem extends Problem {
  line: number;
}

interface Place {
  path: string;
  /** The SCIM attribute; `undefined` when it is unknown. */
  attribute: Attribute | undefined;
  depth: number;
}

interface Context {
  refused: LineProblem[];
  hints: LineProblem[];
  lines: Map<string, number>;
}

/**
 * How deep attributes can be nested. CSV2SCIM calls ConvertTo-Json with -Depth 10, and a user is on
 * the fourth level. Deeper values would become text.
 */
const deepest = 7;

/** Translates the hashtable of a psd1 file. Refused values are replaced by placeholders. */
export function toMapping(root: Table): Translated {
  const context: Context = { refused: [], hints: [], lines: new Map([['attributes', root.line]]) };
  const attributes = tableToNode(root, { path: 'attributes', attribute: undefined, depth: 0 }, context);
  return { attributes, ...context };
}

function tableToNode({ entries }: Table, parent: Place, context: Context): Record<string, Node> {
  const nodes: [string, Node][] = [];
  const seen = new Map<string, string>();
  for (const { key: written, line, value } of entries) {
    const key = canonicalName(written, parent);
    const entry = { key, line, value };
    const place = placeOf(key, parent);
    context.lines.set(place.path, line);
    const wrong = keyProblem(entry, parent, seen.get(key.toLowerCase()));
    seen.set(key.toLowerCase(), key);
    if (wrong !== undefined) context.refused.push({ path: place.path, line, message: wrong });
    nodes.push([key, toNode(value, place, context)]);
  }
  return Object.fromEntries(nodes);
}

/** The attribute's own spelling: SCIM's names ignore case (RFC 7643 §2.1). */
function canonicalName(name: string, { attribute, depth }: Place): string {
  if (depth > 0 && attribute === undefined) return name; // an extension that is not known
  const names = Object.keys(
    depth === 0 ? { ...coreUserAttributes, [enterpriseUser]: {} } : (attribute?.subAttributes ?? {}),
  );
  return names.find((known) => known.toLowerCase() === name.toLowerCase()) ?? name;
}

function placeOf(key: string, { path, attribute, depth }: Place): Place {
  const { subAttributes = {} } = attribute ?? {};
  const own = Object.hasOwn(subAttributes, key) ? subAttributes[key] : undefined;
  return { path: `${path}.${key}`, depth: depth + 1, attribute: depth === 0 ? findTopAttribute(key) : own };
}

function keyProblem({ key }: Entry, { depth }: Place, before: string | undefined): string | undefined {
  if (before !== undefined) return `is there already as ${before}: PowerShell takes keys that differ in case as one`;
  if (key === '') return 'a key cannot be empty';
  if (!/^urn:/i.test(key)) return undefined;
  if (depth > 0) return 'a schema extension cannot stand below another attribute';
  return key.startsWith('urn:') ? undefined : 'the name of a schema extension begins with urn:, in small letters';
}

function toNode(data: Data, place: Place, context: Context): Node {
  try {
    if (data.kind === 'refused') throw data.refusal;
    checkShape(data, place);
    const { attribute, path, depth } = place;
    if (data.kind === 'table') return tableToNode(data, place, context);
    if (data.kind === 'array') {
      const element = attribute && { ...attribute, multiValued: undefined };
      return data.elements.map((each, index) => {
        const inside = { path: `${path}.${index}`, attribute: element as Attribute | undefined, depth: depth + 1 };
        context.lines.set(inside.path, each.line);
        return toNode(each, inside, context);
      });
    }
    const target: Target = { type: toLeafType(attribute), active: path === 'attributes.active' };
    if (data.kind === 'text') {
      if (/\.type$/.test(path) && types.has(data.text.toLowerCase()))
        context.hints.push({ path, line: data.line, message: typeHint(data.text) });
      return columnLeaf(data.text, target);
    }
    return scriptLeaf(parseScriptBlock(data.tokens), target);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    context.refused.push({ path: place.path, line: error.line ?? data.line, message: error.message });
    return standIn(place.attribute);
  }
}

/** Values of `type` (RFC 7643 §4.1.2), which people write where CSV2SCIM reads a column. */
const types = new Set(['work', 'home', 'other', 'mobile', 'fax', 'pager']);

const typeHint = (text: string): string =>
  `is the column ${text}, as in CSV2SCIM. If you mean the word, write { '${text}' }`;

/** Creates a valid placeholder for a refused value, so that the other problems are found too. */
const standIn = (attribute: Attribute | undefined): Node =>
  attribute?.type !== 'complex' ? 'refused' : attribute.multiValued ? [{}] : {};

/**
 * Checks that a value has the shape of its attribute. In JSON, leaves are objects too:
 * `title = @{ value = 'A' }` would become a constant, and `manager = { 'A' }` a column.
 */
function checkShape(data: Exclude<Data, { kind: 'refused' }>, { attribute, depth }: Place): void {
  const complex = attribute?.type === 'complex';
  const nested = data.kind === 'table' || data.kind === 'array';
  if (nested && depth > deepest) refuse(`more than ${deepest} levels deep, which CSV2SCIM sends as text`, data.line);
  if (data.kind === 'array' && data.elements.length === 0) refuse('the array is empty', data.line);
  if (data.kind === 'table' && data.entries.length === 0) refuse('the hashtable is empty', data.line);
  if (attribute === undefined) {
    if (data.kind === 'table' && readsAsLeaf(data))
      refuse(
        'an attribute whose only sub-attribute is value, or that has one named column or expression, has no form in a mapping file',
        data.line,
      );
  } else if (attribute.multiValued) {
    if (data.kind !== 'array') refuse('is multi-valued: write an array, @( @{ … } )', data.line);
  } else if (data.kind === 'array') {
    refuse('is not multi-valued: write no array', data.line);
  } else if (complex && data.kind !== 'table') {
    refuse('has sub-attributes: write a hashtable, @{ … }', data.line);
  } else if (!complex && data.kind === 'table') {
    refuse('has no sub-attributes: write a column or a script block', data.line);
  }
}

function readsAsLeaf({ entries }: Table): boolean {
  const keys = entries.map(({ key }) => key);
  return keys.includes('column') || keys.includes('expression') || (keys.length === 1 && keys[0] === 'value');
}
