import iconv from 'iconv-lite';

/** Names of other things than the encodings of a text. */
const noText = new Set(['hex', 'base64', 'binary', 'internal']);
/** Browsers and Excel mean windows-1252 by these. */
const likeWindows1252 = new Set([
  'iso-8859-1',
  'iso8859-1',
  'iso88591',
  'latin1',
  'latin-1',
  'l1',
  'ascii',
  'us-ascii',
]);
const unicode: Readonly<Record<string, string>> = {
  utf8: 'utf-8',
  'utf-8': 'utf-8',
  'unicode-1-1-utf-8': 'utf-8',
  utf16: 'utf-16le',
  'utf-16': 'utf-16le',
  utf16le: 'utf-16le',
  'utf-16le': 'utf-16le',
  'ucs-2': 'utf-16le',
  ucs2: 'utf-16le',
  utf16be: 'utf-16be',
  'utf-16be': 'utf-16be',
};

/** Whether a name leaves the byte order to the byte order mark. */
export const isAnyUtf16 = (name: string): boolean => /^(?:utf-?16|ucs-?2)$/i.test(name.trim());

/** Whether iconv-lite knows an encoding. */
export const isEncoding = (name: string): boolean =>
  !noText.has(name.toLowerCase()) && iconv.encodingExists(canonicalEncoding(name));

/** The name under which an encoding is decoded. */
export function canonicalEncoding(name: string): string {
  const lower = name.trim().toLowerCase();
  if (likeWindows1252.has(lower)) return 'windows-1252';
  return Object.hasOwn(unicode, lower) ? (unicode[lower] ?? lower) : lower;
}
