/**
 * Replaces control characters and line separators: a line break in a blob name would start a new
 * log line.
 */
export const escapeLogText = (path: string): string => path.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\ufffd');
