import type { State } from '../ingestion/checkpoint';
import type { Report } from '../ingestion/reports/report';
import { readBlob } from '../ingestion/storage/blobs';
import type { Storage } from '../ingestion/storage/connect';
import { ago } from './ago';
import { createFindings, type Finding } from './finding';
import { isLate, type Lateness } from './graph/lastCycle';

type Told = Pick<Report, 'ingestionId' | 'state' | 'reasons'>;

/** How a feed's newest file is, as its report tells. */
export async function examineLastFile(feed: string, storage: Storage, lateness: Lateness): Promise<Finding[]> {
  const { warning } = createFindings(`feed ${feed}`, 'service');
  const { time, folders } = await newestFolders(feed, storage);
  const reports = await Promise.all(folders.map((folder) => readReport(`${folder}report.json`, storage)));
  const told = mostUrgent(reports.filter((report) => report !== undefined));
  if (told === undefined) {
    return [
      warning(
        'no file of it was ever read',
        "drop one into hr-inbox where the mapping's files are; if one lies there, look at the app's log",
      ),
    ];
  }
  const findings = [fileFinding(feed, told, ago(lateness.now - time))];
  if (isLate(time, lateness)) {
    findings.push(
      warning(
        `no file came for more than ${lateness.sinceHours} hours`,
        'look whether HR still sends, and whether it lands in hr-inbox',
      ),
    );
  }
  return findings;
}

/** Ids begin with the blob's time, and so do their folders: those of the newest second, without a look into any. */
async function newestFolders(feed: string, { reports }: Storage): Promise<{ time: number; folders: string[] }> {
  let newest = '';
  let folders: string[] = [];
  for await (const { kind, name } of reports.listBlobsByHierarchy('/', { prefix: `${feed}/` })) {
    const second = /\/(\d{8}T\d{6}Z)-[0-9a-f]{8}\/$/.exec(name)?.[1];
    if (kind !== 'prefix' || second === undefined || second < newest) continue;
    folders = second === newest ? [...folders, name] : [name];
    newest = second;
  }
  return { time: Date.parse(newest.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5')), folders };
}

async function readReport(path: string, { reports }: Storage): Promise<Told | undefined> {
  const found = await readBlob(reports.getBlobClient(path));
  return found && (JSON.parse(found.bytes.toString()) as Told);
}

const urgency: readonly State[] = [
  'held',
  'failed',
  'rejected',
  'waiting',
  'uploading',
  'inspecting',
  'accepted',
  'unchanged',
  'superseded',
];

/** Files of one second, or one file under two mappings. */
const mostUrgent = (reports: readonly Told[]): Told | undefined =>
  [...reports].sort((a, b) => urgency.indexOf(a.state) - urgency.indexOf(b.state))[0];

function fileFinding(feed: string, { ingestionId, state, reasons }: Told, when: string): Finding {
  const { ok, warning, problem } = createFindings(`feed ${feed}`, blames[state] ?? 'service');
  const because = reasons.map(({ code, message }) => `${code}: ${message}`).join('; ');
  const said = `the newest file (${ingestionId}, ${when}) is ${state}`;
  const why = because === '' ? said : `${said}: ${because}`;
  switch (state) {
    case 'held':
      return problem(why, `csv2scim release ${ingestionId} or discard ${ingestionId}`);
    case 'rejected':
      return problem(why, 'fix the file, or the mapping, and drop it into hr-inbox again');
    case 'failed':
      return problem(why, `fix the cause, then csv2scim resume ${ingestionId}`);
    case 'waiting':
      return warning(
        why,
        'it goes on by itself, unless an older file that is held must be released or discarded first',
      );
    case 'superseded':
      return warning(why, 'drop the file again if no newer one comes');
    default:
      return ok(said);
  }
}

const blames: Partial<Record<State, Finding['blame']>> = { held: 'mapping', rejected: 'mapping' };
