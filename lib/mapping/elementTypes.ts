import type { Node } from './types';

/** Multi-valued attributes of which Entra may read only the elements of type `work`. */
const typed = ['addresses', 'emails', 'phoneNumbers'];

/**
 * Lists the types of a mapping's addresses, e-mails and phone numbers.
 * @returns the constants, and the attributes with a type that depends on the record
 */
export function listTypes(attributes: Record<string, Node>): { constants: unknown[]; varying: string[] } {
  const constants: unknown[] = [];
  const varying = new Set<string>();
  for (const name of typed) {
    const elements = attributes[name];
    if (!Array.isArray(elements)) continue;
    for (const element of elements) {
      const type = typeof element === 'object' && 'type' in element ? (element.type as Node) : undefined;
      if (type === undefined) continue;
      if (typeof type === 'object' && 'value' in type) constants.push(type.value);
      else varying.add(name);
    }
  }
  return { constants, varying: [...varying] };
}
