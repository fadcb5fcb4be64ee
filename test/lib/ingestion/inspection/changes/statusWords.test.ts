import { createNewWordTally, createStatusWords } from '../../../../../lib/ingestion/inspection/changes/statusWords';
import { emptyStore } from '../../../../../lib/ingestion/people/store';
import { parseMapping } from '../../../../../lib/mapping/file/parse';
import { mapping } from '../../../../support/files';

const wordsOf = (active: unknown) =>
  createStatusWords(
    parseMapping(JSON.stringify(mapping('employees', { attributes: { externalId: 'WorkerID', active } }))).mapping,
    new Map([['Status', 0]]),
    'key',
  );

const leaves: [what: string, active: unknown, named: string[], unnamed: string[]][] = [
  ['equals', { column: 'Status', equals: 'Active' }, ['Active', 'ACTIVE', ' active ', '', '  '], ['Left', 'Active *']],
  ['lookup', { column: 'Status', equals: 'Active', lookup: { A: 'Active', L: 'Left' } }, ['A', 'l'], ['Left']],
  ['lists', { column: 'Status', type: 'boolean', true: ['Y'], false: ['N'] }, ['y', 'N'], ['LOA']],
];
test.each(leaves)('`createStatusWords()` knows the words of a leaf with %s', (_, active, named, unnamed) => {
  const words = wordsOf(active);
  expect(named.map((text) => words?.wordOf([text]))).toEqual(named.map(() => undefined));
  expect(unnamed.map((text) => words?.wordOf([text])?.text)).toEqual(unnamed);
  expect(words?.seen()?.words).toHaveLength(unnamed.length);
});

test.each(['Status', { column: 'Status', type: 'boolean' }, { expression: "row['Status'] == 'A'" }, { value: true }])(
  '`createStatusWords()` finds no status column in the leaf %j',
  (active) => expect(wordsOf(active)).toBeUndefined(),
);

test('`createStatusWords()` keeps hashes of the texts, without case, and none of too many', () => {
  const words = wordsOf({ column: 'Status', equals: 'Active' });
  for (const text of ['Left', 'LEFT ', 'Gone']) words?.wordOf([text]);
  expect(words?.seen()).toEqual({ column: 'Status', words: [expect.any(String), expect.any(String)] });
  expect(JSON.stringify(words?.seen())).not.toMatch(/left|gone/i);
  for (let number = 0; number < 3000; number++) words?.wordOf([`w${number}`]);
  expect(words?.seen()).toBeUndefined();
});

describe('`createNewWordTally()`', () => {
  const words = wordsOf({ column: 'Status', equals: 'Active' });
  const wordOf = (text: string) => words?.wordOf([text]) ?? { column: '', text: '', hash: '' };
  const storeWith = (status?: { column: string; words: string[] }) => ({
    ...emptyStore,
    newest: { ingestionId: 'before', people: 9, sent: 9, filled: {}, status },
  });
  function count(store: Pick<typeof emptyStore, 'newest'>) {
    const tally = createNewWordTally(store);
    for (const [number, text] of ['Left', 'Gone', 'GONE', 'Away', 'Away'].entries()) tally.add(number, wordOf(text));
    return tally.count((number) => number === 4);
  }

  test('counts people by words that the newest file does not have, the commonest first', () =>
    expect(count(storeWith({ column: 'Status', words: [wordOf('left').hash] }))).toEqual({
      people: 3,
      texts: ['Gone', 'Away'],
    }));

  test.each([
    ['there is no newest file', emptyStore],
    ['its words are not known', storeWith()],
    ['its words are of another column', storeWith({ column: 'State', words: [] })],
  ])('counts nobody when %s', (_, store) => expect(count(store)).toEqual({ people: 0, texts: [] }));
});
