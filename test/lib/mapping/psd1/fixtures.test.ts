import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { attributesOf, problemsOf } from './imported';

const folder = join(__dirname, '..', '..', '..', 'fixtures', 'psd1');
const casesOf = (kind: string): string[] =>
  readdirSync(join(folder, kind))
    .filter((name) => name.endsWith('.psd1'))
    .map((name) => name.replace(/\.psd1$/, ''));
const read = (kind: string, file: string): string => readFileSync(join(folder, kind, file), 'utf8');

test.each(casesOf('accepted'))('`importMapping()` translates %s.psd1 as it should', (name) => {
  const attributes = attributesOf(read('accepted', `${name}.psd1`));
  const expected = JSON.parse(read('accepted', `${name}.json`)) as object;
  expect(attributes).toEqual(expected);
  expect(Object.keys(attributes)).toEqual(Object.keys(expected));
});

test.each(casesOf('refused'))('`importMapping()` tells every problem of %s.psd1', (name) => {
  expect(problemsOf(read('refused', `${name}.psd1`))).toEqual(read('refused', `${name}.txt`).trimEnd().split('\n'));
});
