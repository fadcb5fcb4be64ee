/** Whether a text of Graph is an id or a code: one word. Other text can hold personal data. */
export const isCode = (text: string): boolean => /^[\w.:-]{1,150}$/.test(text);

/** Replaces text that is no id or code by `Unknown`. */
export const redactUnlessCode = (text: string): string => (isCode(text) ? text : 'Unknown');
