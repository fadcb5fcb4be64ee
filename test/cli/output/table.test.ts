import { formatTable } from '../../../cli/output/table';

const rows = [
  ['Column', 'Attribute', 'Why'],
  ['Employee number', 'externalId', 'its name, and managers point to it'],
];

test('`formatTable()` makes each column as wide as its longest text', () => {
  expect(formatTable(rows, { align: 'left' }).split('\n')).toEqual([
    'Column           Attribute   Why',
    '---------------  ----------  ----------------------------------',
    'Employee number  externalId  its name, and managers point to it',
  ]);
});

test.each([40, 60])('`formatTable()` shortens the widest columns to fit %i characters', (width) => {
  const lines = formatTable(rows, { align: 'left', width }).split('\n');
  expect(lines.map((line) => line.length <= width)).toEqual([true, true, true]);
  expect(lines[2]).toContain('…');
});

test('`formatTable()` keeps eight characters of each column in a narrow terminal', () => {
  const lines = formatTable(rows, { align: 'left', width: 5 }).split('\n');
  expect(lines[1]).toBe('--------  --------  --------');
});
