import type { Report } from '../../../../lib/ingestion/reports/report';
import { collectAnswers } from '../../../../lib/page/answers';
import type { PageInput } from '../../../../lib/page/input';
import { createVerdict } from '../../../../lib/page/parts/verdict';
import { examples } from '../examples';
import { cycleOf, entry, failed, input, range, report } from '../inputs';

const verdict = (page: PageInput): string => createVerdict(page, collectAnswers(page)).sentence;
const records = (read: number, rejected = 0, duplicates = 0): Pick<Report, 'records'> => ({
  records: { read, valid: read - rejected - duplicates, rejected, duplicates, skipped: 0, repeatedHeaders: 0 },
});
const after = (count: number, failures: number, changes: Partial<Report> = records(count)): PageInput => {
  const entries = range(1, count).map((number) => (number <= failures ? failed(number) : entry(number)));
  return input({ report: report(changes), entries, cycles: [cycleOf(entries)] });
};
const state = (name: string, accepted: number, changes: Partial<Report> = {}): PageInput =>
  input({ report: report({ state: name as Report['state'], requests: { total: 20, accepted }, ...changes }) });

const verdicts: [page: PageInput, sentence: string][] = [
  [after(1000, 0), 'All 1,000 people were taken; Entra created 1,000; nobody needs attention.'],
  [after(1000, 5), 'All 1,000 people were taken; Entra created 995; 5 need attention.'],
  [after(2, 1), 'All 2 people were taken; Entra created 1; 1 needs attention.'],
  [after(1, 0), 'The 1 person of the file was taken; Entra created 1; nobody needs attention.'],
  [after(1, 1), 'The 1 person of the file was taken; Entra changed nobody; 1 needs attention.'],
  [after(990, 0, records(1000, 10)), '990 people were taken, 10 records rejected; Entra created 990.'],
  [after(1, 0, records(2, 1)), '1 person was taken, 1 record rejected; Entra created 1.'],
  [
    after(9, 0, records(10)),
    'All 10 people were taken; Entra created 9; 1 has no answer yet and nobody needs attention.',
  ],
  [
    examples().failures,
    '992 people were taken, 3 records rejected; Entra created 930, updated 30 and disabled 10; 5 have no answer yet and 7 need attention.',
  ],
  [examples().before, 'All 1,000 people were taken; Entra has not answered yet.'],
  [examples().rejected, 'Nothing was sent: the file was rejected.'],
  [state('rejected', 8), 'The file was rejected after 8 of 20 requests; the rest was not sent.'],
  [state('failed', 0), 'Nothing was sent: the upload failed.'],
  [state('failed', 8), 'The upload failed after 8 of 20 requests; the rest was not sent.'],
  [state('superseded', 0), 'Nothing was sent: a newer file replaced this one.'],
  [state('superseded', 8), 'A newer file replaced this one after 8 of 20 requests.'],
  [state('waiting', 0), 'Nothing is sent yet: the file waits.'],
  [state('waiting', 8), 'The file waits, with 8 of 20 requests sent so far.'],
  [state('uploading', 1, { requests: { total: 1, accepted: 0 } }), 'The file is being sent: 0 of 1 request so far.'],
  [state('inspecting', 0), 'The file is being read; nothing has been sent yet.'],
  [state('held', 0), 'Nothing was sent: a safeguard holds the file.'],
  [state('unchanged', 0), 'Nothing was sent: 1,000 people, nobody new or changed.'],
  [state('new', 0), 'The file is “new”.'],
];

test.each(verdicts)('`createVerdict()` gives one sentence (%#)', (page, sentence) => {
  expect(verdict(page)).toBe(sentence);
});
