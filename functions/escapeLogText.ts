/** A blob's name may hold line breaks, which would make log lines of their own. */
export const shown = (path: string): string => path.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\ufffd');
