import { join } from 'node:path';
import { startChild } from '../../support/child';
import { linesOf } from '../../support/cli';

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
/** It takes the most, and a process of its own. */
const hungriest = 'manyFields';

interface Ended {
  name: string;
  outcome: string;
  /** MB */
  read: number;
  peak: number;
}

async function read(names: string[]): Promise<Ended[]> {
  const child = startChild([script, ...names], {});
  expect({ code: await child.ended, stderr: child.stderr() }).toEqual({ code: 0, stderr: '' });
  return linesOf(child.stdout()).map((line) => JSON.parse(line));
}

let ended: Ended[];
beforeAll(async () => {
  const others = files.map(([name]) => name).filter((name) => name !== hungriest);
  ended = [...(await read(others)), ...(await read([hungriest]))];
});

test.each(files)('%s, made as it is read, ends with %s, early and in bounded memory', (name, outcome, megabytes) => {
  const one = ended.find((file) => file.name === name);
  expect(one?.outcome).toBe(outcome);
  expect(one?.read).toBeLessThanOrEqual(megabytes);
  expect(one?.peak).toBeLessThan(mostMemory);
});
