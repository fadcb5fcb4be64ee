/** Latin letters that have no decomposition into a base letter and marks. */
const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  ẞ: 'SS',
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  Œ: 'OE',
  ø: 'o',
  Ø: 'O',
  đ: 'd',
  Đ: 'D',
  ð: 'd',
  Ð: 'D',
  þ: 'th',
  Þ: 'TH',
  ł: 'l',
  Ł: 'L',
  ħ: 'h',
  Ħ: 'H',
  ı: 'i',
  ŧ: 't',
  Ŧ: 'T',
  ŋ: 'n',
  Ŋ: 'N',
  ĸ: 'k',
  ŀ: 'l',
  Ŀ: 'L',
  ŉ: 'n',
  ə: 'e',
  Ə: 'E',
  ƒ: 'f',
  ɓ: 'b',
  Ɓ: 'B',
  ɗ: 'd',
  Ɗ: 'D',
  ƙ: 'k',
  Ƙ: 'K',
  ƴ: 'y',
  Ƴ: 'Y',
};
const german: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', Ä: 'Ae', Ö: 'Oe', Ü: 'Ue' };

/**
 * Writes Latin letters without their marks: `Żółć` becomes `Zolc`. With the language `de`, umlauts
 * become `ae`, `oe` and `ue`. Letters of other scripts stay. @throws RangeError for another
 * language
 */
export function toAscii(text: string, language?: string): string {
  if (language !== undefined && language !== 'de') throw new RangeError(`ascii() knows no language ${language}`);
  let plain = '';
  for (const character of text.normalize('NFC')) plain += toPlain(character, language);
  return plain.replace(/(?<=[A-Za-z])\p{M}+/gu, ''); // marks that no letter has in one character
}

function toPlain(character: string, language: string | undefined): string {
  if (character <= '\x7f' || !/\p{L}/u.test(character)) return character;
  if (language === 'de' && Object.hasOwn(german, character)) return german[character] ?? '';
  if (Object.hasOwn(letters, character)) return letters[character] ?? '';
  const decomposed = character.normalize('NFKD');
  const base = decomposed.replace(/\p{M}/gu, '');
  return /^[\x20-\x7e]+$/.test(base) ? base : character;
}
