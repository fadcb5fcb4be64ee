import iconv from 'iconv-lite';

/** Names of other things than the encodings of a text. */
const noText = new Set(['hex', 'base64', 'binary', 'internal']);
const unicode: Readonly<Record<string, string>> = {
  utf8: 'utf-8',
  unicode11utf8: 'utf-8',
  utf16: 'utf-16le',
  utf16le: 'utf-16le',
  ucs2: 'utf-16le',
  utf16be: 'utf-16be',
  utf32: 'utf-32le',
  utf32le: 'utf-32le',
  utf32be: 'utf-32be',
  ucs4: 'utf-32le',
};

const simplify = (name: string): string => name.toLowerCase().replace(/[^0-9a-z]/g, '');

/** Whether a name leaves the byte order to the byte order mark. */
export const isAnyByteOrder = (name: string): boolean => ['utf16', 'utf32', 'ucs2', 'ucs4'].includes(simplify(name));

/** Whether iconv-lite knows an encoding. */
export const isEncoding = (name: string): boolean =>
  !noText.has(simplify(name)) && iconv.encodingExists(canonicalEncoding(name));

/** The name under which an encoding is decoded. */
export function canonicalEncoding(name: string): string {
  const simple = simplify(name);
  if (Object.hasOwn(unicode, simple)) return unicode[simple] ?? simple;
  return isLatin1(name) ? 'windows-1252' : name.trim().toLowerCase();
}

/** Browsers and Excel mean windows-1252 by the names of ISO-8859-1 and ASCII. */
const isLatin1 = (name: string): boolean =>
  iconv.encodingExists(name) && ['iso-8859-1', 'ascii'].some((known) => iconv.getCodec(known) === iconv.getCodec(name));
