import { enterprise, mappingText, problemsOf } from '../mapped';

const manager = (leaf: object) => ({ [enterprise]: { manager: { value: leaf } } });

test.each<[attributes: object, keys: object, problem: RegExp]>([
  [{ title: { column: 'A', otherwise: 'reject' } }, {}, /title\.otherwise: belongs to a lookup/],
  [{ active: { column: 'A', type: 'boolean', invalid: 'null' } }, {}, /active\.invalid: cannot be/],
  [{ active: { from: 'A', empty: true } }, { timeZone: 'UTC' }, /active\.empty: belongs to equals/],
  [{ title: { column: 'A', find: 'B' } }, {}, /title\.find: is only for manager\.value/],
  [manager({ column: 'A', find: 'B' }), { content: 'partial' }, /find: is only for full content/],
  [manager({ column: 'A', find: 'B', default: 'x' }), {}, /find: cannot be combined with/],
  [
    { ...manager({ column: 'A', find: 'B' }), externalId: { expression: "row['Id']" } },
    {},
    /find: needs an externalId/,
  ],
  ...[{ lookup: { 1: '2' } }, { default: '1' }, { type: 'dateTime' }].map((key): [object, object, RegExp] => [
    { ...manager({ column: 'A', find: 'B' }), externalId: { column: 'Id', ...key } },
    {},
    /find: needs an externalId that is one column/,
  ]),
  [{ title: { expression: 'today' } }, {}, /^timeZone: is required/],
  [{}, { records: { where: "today > row['A']" } }, /^timeZone: is required/],
])('`parseMapping()` refuses what would do nothing in %j %j', (attributes, keys, problem) => {
  expect(problemsOf(mappingText(attributes, keys))).toEqual([expect.stringMatching(problem)]);
});

test('`parseMapping()` takes a column that is called today', () => {
  expect(problemsOf(mappingText({ title: { expression: "row['today']" } }))).toEqual([]);
});
