import { refuse } from './refusal';
import { countLines } from './source';

const largest = 1024 * 1024;

/** Decodes UTF-16 with a byte order mark, or else UTF-8. @throws Refusal for other encodings */
export function decodePsd1(bytes: Uint8Array): string {
  if (bytes.length > largest) refuse('larger than 1 MiB: this is no AttributeMapping.psd1', 1);
  const mark = Buffer.from(bytes.subarray(0, 2)).toString('hex');
  const encoding = { fffe: 'utf-16le', feff: 'utf-16be' }[mark] ?? 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    const readable = new TextDecoder(encoding).decode(bytes).split('\ufffd')[0] ?? '';
    refuse('not UTF-8, nor UTF-16 with a byte order mark: save the file as UTF-8', countLines(readable) + 1);
  }
}
