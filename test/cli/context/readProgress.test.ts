import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { withReadProgress } from '../../../cli/context/readProgress';

/** Reads four chunks of a second each, and gives what standard error shows. */
async function shown(isTTY: boolean, chunks = 4): Promise<string> {
  const stderr = Object.assign(new PassThrough(), { isTTY });
  let time = 0;
  async function* bytes() {
    for (let number = 0; number < chunks; number++) {
      time += 1000;
      yield Buffer.from('x');
    }
  }
  const read: Uint8Array[] = [];
  const reading = withReadProgress(bytes(), { name: 'a.csv', size: 4, stderr, now: () => time });
  for await (const chunk of reading) read.push(chunk);
  expect(Buffer.concat(read).toString()).toBe('x'.repeat(chunks));
  stderr.end();
  return await text(stderr);
}

test('`withReadProgress()` shows a slow reading on a terminal, and removes its line', async () => {
  expect(await shown(true)).toBe('\ra.csv: 75 % read\ra.csv: 100 % read\r\u001b[K');
});

test.each([
  ['is no terminal', false, 4],
  ['is over soon', true, 1],
])('`withReadProgress()` shows nothing when it %s', async (_, isTTY, chunks) => {
  expect(await shown(isTTY, chunks)).toBe('');
});
