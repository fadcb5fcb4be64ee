import { refuse } from './refusal';
import { countLines } from './source';

const largest = 1024 * 1024;

/** Decodes UTF-16 with a byte order mark, or else UTF-8. @throws Refusal for other encodings */
export function decodePsd1(bytes: Uint8Array): string {
  if (bytes.length > largest) refuse('larger than 1 MiB: this is no AttributeMapping.psd1', 1);
  const encoding = utf16(bytes) ?? 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    const readable = new TextDecoder(encoding).decode(bytes).split('\ufffd')[0] ?? '';
    refuse('not UTF-8, nor UTF-16 with a byte order mark: save the file as UTF-8', countLines(readable) + 1);
  }
}

function utf16([first, second]: Uint8Array): string | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
}
