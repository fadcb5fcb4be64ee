import type { Problem } from '../../errors';
import { type Attribute, coreUserAttributes, enterpriseUser, findTopAttribute } from '../../scim/schemas';
import { toLeafType } from '../compile/compileLeaf';
import { findLeafKind } from '../leaves';
import type { Node } from '../types';
import type { Data, Table } from './syntax/data';
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
  lines: Map<string, number>;
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

/** How deep attributes can be nested: to CSV2SCIM's ConvertTo-Json -Depth 10, deeper ones are text. */
const deepest = 7;

const user: Attribute = {
  type: 'complex',
  subAttributes: { ...coreUserAttributes, [enterpriseUser]: { type: 'complex' } },
};

/** Translates the hashtable of a psd1 file. Refused values are replaced by placeholders. */
export function toMapping(root: Table): Translated {
  const translated: Translated = {
    attributes: {},
    refused: [],
    hints: [],
    lines: new Map([['attributes', root.line]]),
  };
  translated.attributes = tableToNode(root, { path: 'attributes', attribute: user, depth: 0 }, translated);
  return translated;
}

function tableToNode({ entries }: Table, parent: Place, translated: Translated): Record<string, Node> {
  const nodes: [string, Node][] = [];
  const seen = new Map<string, string>();
  for (const { key: written, line, value } of entries) {
    const [key, place] = placeOf(written, parent);
    const wrong = keyProblem(key, parent, seen.get(key.toLowerCase()));
    seen.set(key.toLowerCase(), key);
    translated.lines.set(place.path, line);
    if (wrong !== undefined) translated.refused.push({ path: place.path, line, message: wrong });
    nodes.push([key, toNode(value, place, translated)]);
  }
  return Object.fromEntries(nodes);
}

/** The place of a key in the attribute's own spelling: SCIM's names ignore case (RFC 7643 §2.1). */
function placeOf(written: string, { path, attribute, depth }: Place): [key: string, place: Place] {
  const known = Object.entries(attribute?.subAttributes ?? {});
  const [key, own] = known.find(([name]) => name.toLowerCase() === written.toLowerCase()) ?? [written];
  return [key, { path: `${path}.${key}`, depth: depth + 1, attribute: depth === 0 ? findTopAttribute(key) : own }];
}

function keyProblem(key: string, { depth }: Place, before: string | undefined): string | undefined {
  if (before !== undefined) return `is there already as ${before}: PowerShell takes keys that differ in case as one`;
  if (key === '') return 'a key cannot be empty';
  if (!/^urn:/i.test(key)) return undefined;
  if (depth > 0) return 'a schema extension cannot be below another attribute';
  return key.startsWith('urn:') ? undefined : 'the name of a schema extension begins with urn:, in small letters';
}

function toNode(data: Data, place: Place, translated: Translated): Node {
  try {
    if (data.kind === 'refused') throw data.refusal;
    checkShape(data, place);
    const { attribute, path, depth } = place;
    if (data.kind === 'table') return tableToNode(data, place, translated);
    if (data.kind === 'array') {
      const element = attribute && { ...attribute, multiValued: undefined };
      return data.elements.map((each, index) => {
        const inside = { path: `${path}.${index}`, attribute: element as Attribute | undefined, depth: depth + 1 };
        translated.lines.set(inside.path, each.line);
        return toNode(each, inside, translated);
      });
    }
    const target: Target = { type: toLeafType(attribute), active: path === 'attributes.active' };
    if (data.kind === 'text') {
      if (/\.type$/.test(path) && types.has(data.text.toLowerCase()))
        translated.hints.push({ path, line: data.line, message: typeHint(data.text) });
      return columnLeaf(data.text, target);
    }
    return scriptLeaf(parseScriptBlock(data.tokens), target);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    translated.refused.push({ path: place.path, line: error.line ?? data.line, message: error.message });
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
function checkShape(data: Data, { attribute, depth }: Place): void {
  const [isTable, isArray] = [data.kind === 'table', data.kind === 'array'];
  if ((isTable || isArray) && depth > deepest) refuse(`more than ${deepest} levels deep, which CSV2SCIM sends as text`);
  if (data.kind === 'array' && data.elements.length === 0) refuse('the array is empty');
  if (data.kind === 'table' && data.entries.length === 0) refuse('the hashtable is empty');
  if (attribute === undefined && data.kind === 'table' && readsAsLeaf(data)) refuse(noForm);
  if (attribute === undefined || (attribute.multiValued && isArray)) return;
  if (attribute.multiValued) refuse('is multi-valued: write an array, @( @{ … } )');
  if (isArray) refuse('is not multi-valued: write no array');
  if (attribute.type === 'complex' && !isTable) refuse('has sub-attributes: write a hashtable, @{ … }');
  if (attribute.type !== 'complex' && isTable) refuse('has no sub-attributes: write a column or a script block');
}

const noForm =
  'an attribute whose only sub-attribute is value, or that has one named column, expression, from or until, ' +
  'has no form in a mapping file';

const readsAsLeaf = ({ entries }: Table): boolean => findLeafKind(entries.map(({ key }) => key)) !== undefined;
