import { toUtf8 } from '../../../lib/csv/utf8';
import { thorough } from '../../support/tiers';
import { chunkSizes, inChunks, readAll, refusal } from './readAll';

const bytes = (...parts: (string | number[])[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));
const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

const utf32le = (text: string): Buffer =>
  Buffer.from(Uint32Array.from(text, (character) => character.codePointAt(0) ?? 0).buffer);
const utf32be = (text: string): Buffer => utf32le(text).swap32();

const text = 'a,b\nZoë,小明\n😀,€\n';

const files: [behaviour: string, file: Buffer, encoding: string, text: string][] = [
  ['ASCII', bytes('a,b\n1,2\n'), 'auto', 'a,b\n1,2\n'],
  ['UTF-8', bytes(text), 'auto', text],
  ['UTF-8 with a BOM', bytes([0xef, 0xbb, 0xbf], text), 'auto', text],
  ['UTF-16LE with a BOM', bytes([0xff, 0xfe], [...Buffer.from(text, 'utf16le')]), 'auto', text],
  ['UTF-16BE with a BOM', bytes([0xfe, 0xff], [...utf16be(text)]), 'auto', text],
  ['windows-1252', bytes('a,b\nJos', [0xe9], ',', [0x80, 0x93, 0x94], '\n'), 'auto', 'a,b\nJosé,€“”\n'],
  ['windows-1252 that ends in a lead byte', bytes('a\nJos', [0xc3]), 'auto', 'a\nJosÃ'],
  ['windows-1252 with a lead byte before ASCII', bytes('a\n', [0xc3], 'b', [0xe2, 0x82], 'c\n'), 'auto', 'a\nÃbâ‚c\n'],
  ['a label', bytes('a\n', [0xe9], '\n'), 'iso-8859-2', 'a\né\n'],
  ['another label', bytes('a\n', [0xd6, 0xd0], '\n'), 'gbk', 'a\n中\n'],
  ['windows-1252 by its label, whatever it looks like', bytes('a\n', [0xc3, 0xa9], '\n'), 'windows-1252', 'a\nÃ©\n'],
  ['UTF-8 by its label with a BOM', bytes([0xef, 0xbb, 0xbf], text), 'utf-8', text],
  ['UTF-16LE by its label without a BOM', Buffer.from(text, 'utf16le'), 'utf-16le', text],
  ['a BOM before the label', bytes([0xff, 0xfe], [...Buffer.from(text, 'utf16le')]), 'utf-16le', text],
  ['UTF-8 with a replacement character by its name', bytes('a\n\ufffd,ä\n'), 'utf-8', 'a\n\ufffd,ä\n'],
  ['a code page of DOS', bytes('a\n', [0x81, 0x9a], '\n'), 'ibm850', 'a\nüÜ\n'],
  ['windows-1250', bytes('a\n', [0xa3, 0xf3, 0x9f], '\n'), 'windows-1250', 'a\nŁóź\n'],
  ['windows-1252 with a typographic apostrophe', bytes('O', [0x92], 'Neill'), 'auto', 'O\u2019Neill'],
  ['what ISO-8859-1 means', bytes([0x93], 'x', [0x94]), 'iso-8859-1', '\u201cx\u201d'],
  ['what ISO_8859-1 means', bytes('O', [0x92], 'Neill'), 'ISO_8859-1', 'O\u2019Neill'],
  ['UTF-32LE with a BOM', utf32le(`\ufeff${text}`), 'auto', text],
  ['UTF-32BE with a BOM, called UTF-32', utf32be(`\ufeff${text}`), 'utf-32', text],
  ['UTF-8 with a BOM under another spelling', bytes([0xef, 0xbb, 0xbf], text), 'utf_8', text],
  ['nothing', bytes(), 'auto', ''],
];

const damaged: [behaviour: string, file: Buffer, encoding: string, line: number][] = [
  ['UTF-8 cut inside a sequence', bytes('a,b\nZoë,小\n1,', [0xe5, 0xb0]), 'auto', 3],
  ['UTF-8 cut inside a sequence of four bytes', bytes('a,b\nZoë,😀\n1,', [0xf0, 0x9f, 0x98]), 'auto', 3],
  ['UTF-8 with a windows-1252 byte after it', bytes('a,b\nZoë,1\n', [0xe9], ',1\n'), 'auto', 3],
  ['windows-1252 and UTF-8 on one line', bytes('a,b\nx', [0xe9], 'y,ë\n'), 'auto', 2],
  ['a replacement character', bytes('a,b\n1,2\n\ufffd,1\n'), 'auto', 3],
  ['a byte order mark that contradicts the name', bytes([0xef, 0xbb, 0xbf], 'a,b\n1,2\n'), 'windows-1250', 1],
  ['a C1 control', bytes('a,b\n1,2\nO\u0092Neill,1\n'), 'auto', 3],
  ['a byte that windows-1252 does not have', bytes('a,b\n1,2\n', [0x81, 0xe9], ',1\n'), 'auto', 3],
  ['a byte that windows-1250 does not have', bytes('a,b\n1,2\n', [0x81], ',1\n'), 'windows-1250', 3],
  ['a damaged byte after a BOM', bytes([0xef, 0xbb, 0xbf], 'a,b\n1,2\n3,', [0xe9], '\n'), 'auto', 3],
  ['UTF-8 by its BOM that is cut off', bytes([0xef, 0xbb, 0xbf], 'a,b\n1,2\n3,', [0xc3]), 'auto', 3],
  ['UTF-16 cut inside a unit', bytes([0xff, 0xfe], [...Buffer.from('a,b\n1,2\n3,4', 'utf16le')], [0x61]), 'auto', 3],
  ['UTF-16 with half a surrogate pair', bytes([0xff, 0xfe], [...Buffer.from('a\n1\n\ud83dx\n', 'utf16le')]), 'auto', 3],
  ['windows-1252 that is called UTF-8', bytes('a,b\n1,2\n3,', [0xe9], '\n'), 'utf-8', 3],
  ['overlong UTF-8', bytes('a,b\nä,2\n3,', [0xc0, 0xaf], '\n'), 'auto', 3],
  ['a surrogate in UTF-8', bytes('a,b\nä,2\n3,', [0xed, 0xa0, 0x80], '\n'), 'auto', 3],
];

describe.each(chunkSizes)('in chunks of %d bytes', (size) => {
  test.each(files)('`toUtf8()` reads %s', async (_, file, encoding, expected) => {
    const chunks: Buffer[] = [];
    for await (const chunk of toUtf8(inChunks(file, size), encoding)) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe(expected);
  });

  test.each(damaged)('`toUtf8()` rejects %s', async (_, file, encoding) => {
    expect((await refusal(file, { size, encoding }))[0]).toBe('invalid_encoding');
  });

  test.each(damaged)('`readCsv()` tells the line of %s', async (_, file, encoding, line) => {
    expect((await refusal(file, { size, encoding }))[1]).toBe(line);
  });
});

const sequences = ['é', '߿', 'ࠀ', '€', '퟿', '\ue000', '￿', '\u{10000}', '\u{fffff}', '\u{10ffff}'];

test.each(chunkSizes)('`toUtf8()` rejects windows-1252 with UTF-8 after it, in chunks of %d bytes', async (size) => {
  const [code] = await refusal(bytes('a,b\n', [0xe9], ',1\n1,ë\n'), { size });
  expect(code).toBe('invalid_encoding');
});

test.each(sequences)('`toUtf8()` sees UTF-8 in %j, and so no windows-1252', async (sequence) => {
  const file = bytes('a\n', [0xe9], ' ', sequence, '\n');
  for (const size of chunkSizes) expect((await refusal(file, { size }))[0]).toBe('invalid_encoding');
});

test.each(sequences)('`readCsv()` reads a file whose only letter is %j', async (sequence) => {
  for (const size of chunkSizes) expect((await readAll(`a\n${sequence}\n`, { size })).records).toEqual([[2, sequence]]);
});

thorough('`toUtf8()` finds UTF-8 behind many MiB of ASCII', async () => {
  const file = bytes(`a\n${'x\n'.repeat(1024 * 1024)}`, 'é\n');
  const { records } = await readAll(file, { size: 65_536 });
  expect(records.at(-1)).toEqual([1024 * 1024 + 2, 'é']);
});
