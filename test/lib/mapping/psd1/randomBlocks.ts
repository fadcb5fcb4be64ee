import fc from 'fast-check';

/** Fields that are hard to read, to compare or to change. */
const awkward = [
  '',
  ' ',
  'a',
  'Active',
  'ACTIVE',
  'straße',
  'STRASSE',
  'İstanbul',
  'ıI',
  'Σς',
  '😀',
  'a😀b',
  'O’Neil',
  "O'Neil",
  '“x”',
  'say "hi"',
  '007',
  '0',
  '42',
  '-1',
  '+5',
  '1.5',
  'x\ny',
  'tail\n',
  'a,b;c',
  'a.b-c',
  '[x]',
  '*',
  '$1',
  'a\\Eb',
  'a\tb',
  'x ',
  ' y',
  'True',
  'False',
  '2024-02-29',
  '12/31/2024',
  'Zoë Ø.',
  'N/A',
  'a  b c',
];

export const columns = ['Id', 'A', 'B', 'Code', 'First Name', 'Hired'];

const numbers = fc.constantFrom('', '0', '7', '007', '42', '-1', '12345', '000');
const dates = fc.constantFrom('2024-02-29', '2023-12-31', '12/31/2024', '2024-01-05', '');
const field = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...awkward) }, { weight: 1, arbitrary: numbers });

type Row = Record<string, string>;

const row: fc.Arbitrary<Row> = fc.record({
  A: field,
  B: field,
  Code: fc.oneof(numbers, field),
  'First Name': field,
  Hired: fc.oneof(dates, field),
});

interface Style {
  isQuoted: boolean;
  blanks: string;
}

const style: fc.Arbitrary<Style> = fc.record({
  isQuoted: fc.boolean(),
  blanks: fc.constantFrom('', '', '', ' ', '\t '),
});

const write = (text: string, { isQuoted, blanks }: Style): string =>
  blanks + (isQuoted || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/**
 * A CSV file: quoted or not, with blanks before fields, and with lines that end in one way. To
 * Import-Csv, an empty last field is null when no line break follows it (decision 0020).
 */
export const csvFile: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(fc.tuple(row, fc.array(style, { minLength: 6, maxLength: 6 })), { minLength: 5, maxLength: 5 }),
    fc.constantFrom('\n', '\r\n'),
    fc.boolean(),
  )
  .map(([rows, lineBreak, isEnded]) => {
    const lines = rows.map(([fields, styles], index) =>
      columns
        .map((column, at) => write(fields[column] ?? `P${index}`, styles[at] ?? { isQuoted: true, blanks: '' }))
        .join(','),
    );
    const text = [columns.map((column) => write(column, { isQuoted: false, blanks: '' })), ...lines].join(lineBreak);
    return isEnded || /,[ \t]*$/.test(text) ? text + lineBreak : text;
  });

/** A text in single quotation marks: to PowerShell, typographic ones are the same. */
const single = (text: string): string => `'${text.replace(/['‘’‚‛]/g, '$&$&')}'`;
const double = (text: string): string => text.replace(/["“”„$`]/g, '`$&').replaceAll('\n', '`n');

type Source = fc.Arbitrary<string>;
const pick = (...texts: string[]): Source => fc.constantFrom(...texts);
const join = (...parts: (Source | string)[]): Source =>
  fc.tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part))).map((each) => each.join(''));

const word = fc.constantFrom(...awkward.filter((text) => text !== 'tail\n'));
const literal = word.map(single);
const column = pick('$_.A', '$_.B', '$_.Code', "$_.'First Name'", '$_."first name"', '$_.hired', '$PSItem.A');
const small = pick('0', '1', '2', '3', '-1', '7');
const pattern = pick(
  "'a'",
  "'^\\d+$'",
  "'\\s'",
  "'[a-e]+'",
  "'[^a-z]'",
  "'(\\w)(\\w)'",
  "'^(.)'",
  "'\\W'",
  "'i'",
  "'ß|ss'",
  "'.'",
  "'\\.|-'",
  "'x?'",
  "'\\bb\\b'",
  "'(?i)ACT'",
  "'$'",
  "'\\p{Lu}'",
);
const wildcard = pick(
  "'*'",
  "'a*'",
  "'*b'",
  "'?'",
  "'??'",
  "'[0-9]*'",
  "'*[a-c]*'",
  "'*ß*'",
  "'`[x`]'",
  "'act?ve'",
  "'i*'",
  "''",
);
const replacement = pick("''", "'-'", "'$0$0'", "'$1'", "'$$'", "'<$&>'", "'x$1y'", "'$2$1'");
const flat = pick("','", "' '", "'.'", "'a'", "'ab'", "'-'");

/** Texts, made of others up to a depth. */
function text(depth: number): Source {
  if (depth === 0) return fc.oneof({ weight: 3, arbitrary: column }, { weight: 1, arbitrary: literal });
  const inner = text(depth - 1);
  const when = condition(depth - 1);
  const kept = join('(', inner, ')');
  return fc.oneof(
    join('(', inner, ' + ', inner, ')'),
    join('"', word.map(double), '$(', inner, ')', word.map(double), '"'),
    join(kept, pick('.ToLower()', '.ToUpper()', '.Trim()', '.ToUpperInvariant()', '.ToString()', '.Normalize()')),
    join(kept, pick(".Trim('a')", ".TrimStart('0')", ".TrimEnd(' x')", '.TrimStart()', '.TrimEnd()')),
    join(kept, '.Substring(', pick('0', '1', '2', '0, 1', '1, 2'), ')'),
    join(kept, pick('.PadLeft', '.PadRight'), '(', pick("5, '0'", '3', "6, '*'"), ')'),
    join(kept, '.Replace(', flat, ', ', literal, ')'),
    join('(', kept, pick(' -replace ', ' -creplace '), pattern, ', ', replacement, ')'),
    join('(', kept, ' -replace ', pattern, ')'),
    join(list(depth - 1), '[', pick('0', '1', '-1', '-2', '5'), ']'),
    join('(', list(depth - 1), ' -join ', pick("''", "'-'", "', '"), ')'),
    join('(-join ', list(depth - 1), ')'),
    join('(', pick("'{0}'", "'{0,4}|'", "'{0,-4}|'", "'{{{0}}}'", "'{0:D3}'"), ' -f ', kept, ')'),
    join("('{0}-{1}' -f ", kept, ', ', inner, ')'),
    join("('{0:D4}' -f ", number(depth - 1), ')'),
    join('(', when, ' ? ', inner, ' : ', inner, ')'),
    join('(', fc.oneof(inner, pick('$null', "@{ a = '1'; Active = 'yes' }[$_.A]")), ' ?? ', inner, ')'),
    join('$(if (', when, ') { ', inner, ' } else { ', inner, ' })'),
    join('$(if (', when, ') { ', inner, ' })'),
    join("@{ Active = 'A'; '007' = 'seven'; straße = 'street'; 'İstanbul' = 'city' }[", inner, ']'),
    join('[string]', kept),
    join('[string]', number(depth - 1)),
    join('[string]', join('(', when, ')')),
    join('[string]::Join(', pick("'-'", "''"), ', ', inner, ', ', inner, ')'),
    join('([datetime]$_.Hired).', pick("ToString('yyyy-MM-dd')", "AddDays(1).ToString('dd.MM.yyyy')", "ToString('o')")),
    join('(', kept, ' * ', pick('0', '2'), ')'),
    join(kept, '[', pick('0', '-1', '2'), ']'),
  );
}

/** Lists of texts. */
function list(depth: number): Source {
  const inner = text(depth);
  const kept = join('(', inner, ')');
  return fc.oneof(
    join('(', kept, pick(' -split ', ' -csplit '), pattern, ')'),
    join('(-split ', kept, ')'),
    join(kept, '.Split(', flat, ')'),
    join('(', inner, ', ', inner, ')'),
    join('@(', inner, ', ', inner, ', ', inner, ')'),
  );
}

/** Whole numbers. */
function number(depth: number): Source {
  const kept = join('(', text(depth), ')');
  return fc.oneof(
    join('[int]$_.Code'),
    join(kept, '.Length'),
    join(kept, '.IndexOf(', flat, ')'),
    join(list(depth), '.Count'),
    join('([datetime]$_.Hired).', pick('Year', 'Month', 'Day')),
    small,
  );
}

/** What is true or false. */
function condition(depth: number): Source {
  const inner = text(depth);
  const kept = join('(', inner, ')');
  const words = fc.array(fc.oneof(literal, column), { minLength: 2, maxLength: 3 }).map((all) => all.join(', '));
  const plain = fc.oneof(
    join('(', kept, pick(' -eq ', ' -ne ', ' -ceq ', ' -ieq ', ' -cne '), fc.oneof(inner, literal), ')'),
    join('(', kept, pick(' -like ', ' -notlike ', ' -clike '), wildcard, ')'),
    join('(', kept, pick(' -match ', ' -notmatch ', ' -cmatch '), pattern, ')'),
    join('(', kept, pick(' -in ', ' -notin ', ' -cin '), words, ')'),
    join('(', words, pick(' -contains ', ' -notcontains '), kept, ')'),
    join('(', column, pick(' -eq ', ' -ne '), pick('5', '7', '42', '0', '$true', '$false', '$null'), ')'),
    join('(', pick('7', '42', '0', '$true', '$false', '$null'), pick(' -eq ', ' -ne '), column, ')'),
    join('(', number(0), pick(' -eq ', ' -gt ', ' -le ', ' -lt ', ' -ge ', ' -ne '), pick('1', '3', '-1', "'2'"), ')'),
    join('(', column, pick(' -gt ', ' -le '), column, ')'),
    join('([datetime]$_.Hired', pick(' -lt ', ' -ge ', ' -eq '), "[datetime]'2024-02-29')"),
    join(kept, pick('.StartsWith', '.EndsWith', '.Contains'), '(', flat, ')'),
    join(pick('[string]::IsNullOrEmpty(', '[string]::IsNullOrWhiteSpace('), inner, ')'),
    join('(-not ', kept, ')'),
    join('[bool]', kept),
    kept,
  );
  if (depth === 0) return plain;
  const others = condition(depth - 1);
  return fc.oneof(
    { weight: 3, arbitrary: plain },
    { weight: 1, arbitrary: join('(', others, pick(' -and ', ' -or ', ' -xor '), others, ')') },
    { weight: 1, arbitrary: join('(', others, ' -and ', others, ' -or ', others, ')') },
    { weight: 1, arbitrary: join('(!', others, ')') },
  );
}

const value = fc.oneof(text(2), text(1), number(1), condition(2));
const inCase = fc.oneof(literal, pick('$x', '$x.ToUpper()', '"$x!"', "($x -replace 'a', 'b')"));
const cases = fc
  .array(join(fc.oneof(literal, small, pick('Active', '007')), ' { ', inCase, ' }'), { minLength: 1, maxLength: 3 })
  .map((all) => all.join('; '));
const otherwise = fc.oneof(join('; default { ', inCase, ' }'), fc.constant(''));

/** Script blocks as people write them in an AttributeMapping.psd1. */
export const scriptBlock: Source = fc.oneof(
  { weight: 4, arbitrary: join('{ ', value, ' }') },
  { weight: 1, arbitrary: join('{ if (', condition(1), ') { ', value, ' } else { ', text(1), ' } }') },
  {
    weight: 2,
    arbitrary: join(
      '{ if (',
      condition(1),
      ') { ',
      text(1),
      ' } elseif (',
      condition(1),
      ') { ',
      text(1),
      ' } else { ',
      text(0),
      ' } }',
    ),
  },
  { weight: 1, arbitrary: join('{ if (', condition(1), ') { ', text(1), ' } }') },
  { weight: 1, arbitrary: join('{ if (', condition(1), ') { return ', text(1), ' }; ', text(1), ' }') },
  {
    weight: 1,
    arbitrary: join(
      '{ if (',
      column,
      ' -match ',
      pattern,
      ') { $Matches[',
      pick('0', '1', '2', '3'),
      '] } else { ',
      text(0),
      ' } }',
    ),
  },
  { weight: 2, arbitrary: join('{ $x = $_.B; switch (', text(0), ') { ', cases, otherwise, ' } }') },
  {
    weight: 1,
    arbitrary: join(
      '{ $x = $_.B; switch -Wildcard (',
      text(0),
      ') { ',
      wildcard,
      ' { ',
      inCase,
      ' }',
      otherwise,
      ' } }',
    ),
  },
  {
    weight: 1,
    arbitrary: join('{ $x = $_.B; switch -Regex (', text(0), ') { ', pattern, ' { ', inCase, ' }', otherwise, ' } }'),
  },
  { weight: 2, arbitrary: join('{ $x = ', text(1), '; "', word.map(double), '$x" }') },
  { weight: 1, arbitrary: join('{ $x = ', text(1), '; if (', condition(1), ') { $x += ', text(1), ' }; $x }') },
  { weight: 1, arbitrary: join('{ $x = ', list(1), '; $x[', pick('0', '1', '-1'), '] }') },
  { weight: 1, arbitrary: join("{ $map = @{ Active = 'A'; '42' = 'B' }; $map[", text(0), '] ?? ', text(1), ' }') },
  {
    weight: 1,
    arbitrary: join(
      '{ @"\n',
      word.map((each) => each.replace(/[$`]/g, '`$&')),
      ' $(',
      text(1),
      ')\n"@ }',
    ),
  },
  { weight: 1, arbitrary: join('{ foreach ($x in ', text(1), ') { $x + ', literal, ' } }') },
);
