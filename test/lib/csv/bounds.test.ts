import { join } from 'node:path';
import { startChild } from '../../support/child';

const script = join(__dirname, '..', '..', 'support', 'boundedRead.mts');

/** What the file is, how the reading ends, and the most MB of it that may be read until then. */
const files: [name: string, outcome: string, megabytes: number][] = [
  ['quotedField', 'record_too_long 2', 9],
  ['bareField', 'record_too_long 2', 9],
  ['quotedLines', 'record_too_long 2', 9],
  ['manyFields', 'record_too_long 2', 9],
  ['quoteInHeader', 'header_too_long 1', 2],
  ['endlessHeader', 'header_too_long 1', 2],
  ['endlessName', 'header_too_long 1', 2],
  ['wideHeader', 'read 1', 0],
  ['emptyLines', 'no_records 1', 10],
  ['emptyCrlfLines', 'no_records 1', 20],
  ['emptyLinesFirst', 'header_too_long 1', 2],
];

/** MB of a process: Node.js with the library alone takes about 110. */
const mostMemory = 500;

test.concurrent.each(files)(
  '%s, made as it is read, ends with %s, early and in bounded memory',
  async (name, outcome, megabytes) => {
    const child = startChild([script, name], {});
    expect({ code: await child.ended, stderr: child.stderr() }).toEqual({ code: 0, stderr: '' });
    const { read, peak, ...ended } = JSON.parse(child.stdout());
    expect(ended).toEqual({ outcome, seconds: expect.any(Number) });
    expect(read).toBeLessThanOrEqual(megabytes);
    expect(peak).toBeLessThan(mostMemory);
  },
);
