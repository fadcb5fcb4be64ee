/** An id or a code is one word. Text of Graph's that is not may hold a person's fields, and is not told. */
export const isCode = (text: string): boolean => /^[\w.:-]{1,150}$/.test(text);

export const redactUnlessCode = (text: string): string => (isCode(text) ? text : 'Unknown');
