import { describeNoValidRecord } from '../ingestion/feed/nextState';
import type { Note } from '../ingestion/plan';
import { enterpriseUser } from '../scim/schemas';
import type { NamedPerson } from './people';
import type { Preview } from './preview';

const number = (count: number): string => count.toLocaleString('en-US');
const of = (count: number, one: string, many = `${one}s`): string => `${number(count)} ${count === 1 ? one : many}`;
const mostAttributes = 12;

/** Formats a preview as lines for a terminal. The page has the same sentences. */
export function formatPreview(preview: Preview): string[] {
  return [
    ...formatComparison(preview),
    ...formatAttributes(preview),
    formatCost(preview),
    ...formatSafeguards(preview),
    ...preview.notes.map(formatNote),
    ...formatPeople(preview),
  ];
}

function formatComparison({ feed, baseline, records, leavers, returning, deactivated }: Preview): string[] {
  const { read, valid, rejected, duplicates, skipped, unchanged, changed, repeated, absent } = records;
  const beside =
    baseline === null ? 'first file of the feed, or no data about the last one' : `compared with ${baseline}`;
  const isKnown = baseline !== null;
  return [
    `${feed}: ${beside}`,
    `read ${number(read)}: ${number(valid)} valid, ${number(rejected)} rejected, ${number(duplicates)} repeating others${skipped === 0 ? '' : `, ${number(skipped)} skipped`}`,
    `new ${number(records.new)}, changed ${number(changed)}, due again ${number(repeated)}, unchanged ${number(unchanged)}`,
    ...(isKnown
      ? [
          `leavers ${number(leavers)} (active before, now inactive or missing), returning ${number(returning)}, absent from the file ${number(absent)}${deactivated > 0 ? `, of whom ${number(deactivated)} would be deactivated` : ''}`,
        ]
      : []),
  ];
}

/** An attribute of the Enterprise User without its schema: `department`. */
export const shortenAttribute = (attribute: string): string => attribute.replace(`${enterpriseUser}:`, '');

function formatAttributes({ attributes, baseline }: Preview): string[] {
  if (baseline === null) return [];
  if (attributes === null)
    return ['the changed attributes are unknown: the last accepted file is no longer in hr-inbox'];
  if (attributes.length === 0) return ['no attribute changes'];
  const shown = attributes
    .slice(0, mostAttributes)
    .map(({ attribute, people }) => `${shortenAttribute(attribute)} ${number(people)}`);
  const hidden = attributes.length - shown.length;
  return [`changed attributes: ${shown.join(', ')}${hidden > 0 ? `, and ${number(hidden)} more` : ''}`];
}

function formatCost(preview: Preview): string {
  const {
    requests,
    percent,
    callsPerDay,
    callsInLast24Hours,
    hours,
    everybody,
    baseline,
    unchanged,
    rejected,
    records,
  } = preview;
  const why = everybody && baseline !== null ? ' (everybody is sent)' : '';
  if (rejected)
    return `nothing would be sent: ${records.rejected > 0 ? 'no record of the file is valid. csv2scim validate says why' : describeNoValidRecord(records)}`;
  if (unchanged) return 'nothing would be sent: the file has the same data';
  if (requests === 0) return 'nothing would be sent';
  const spent = callsInLast24Hours > 0 ? `, of which ${number(callsInLast24Hours)} are used` : '';
  const time = hours <= 0.1 ? 'within minutes' : `after ${of(hours, 'hour')}`;
  return `${of(requests, 'request')}${why}, ${percent} % of the day's ${number(callsPerDay)} calls${spent}; done ${time}`;
}

/** A note on one line, with the lines of the file. */
export const formatNote = ({ message, lines }: Note): string =>
  `note: ${message}${lines.length === 0 ? '' : ` (line${lines.length === 1 ? '' : 's'} ${lines.join(', ')})`}`;

const formatPeople = ({ people }: Preview): string[] =>
  people === undefined
    ? []
    : [
        ...people.leavers.map((person) => formatPerson('leaver', person)),
        ...people.returners.map((person) => formatPerson('returner', person)),
        ...people.new.map((person) => formatPerson('new', person)),
      ];

const formatPerson = (what: string, { line, externalId, name }: NamedPerson): string =>
  `${what}: ${[line === null ? 'not in the file' : `line ${line}`, externalId, name].filter((part) => part !== null).join(', ')}`;

const formatSafeguards = ({ safeguards, rejected }: Preview): string[] =>
  safeguards.length === 0
    ? [rejected ? 'the file would be rejected' : 'no safeguard would hold the file']
    : safeguards.map(({ code, message }) => `would be held (${code}): ${message}`);
