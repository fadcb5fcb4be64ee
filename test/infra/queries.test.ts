import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCycleEvents, createJobEvent } from '../../lib/cycles/events';
import { createCycleCounter } from '../../lib/cycles/statistics';
import { warningLimits } from '../../lib/doctor/limits';
import { newCheckpoint } from '../../lib/ingestion/checkpoint';
import {
  createDecisionEvent,
  createHrFileEvent,
  createMissingEvent,
  createUnansweredEvent,
  createWaitingEvent,
} from '../../lib/ingestion/reports/events';
import type { Report } from '../../lib/ingestion/reports/report';
import { eventNameOf, type State, states } from '../../lib/ingestion/states';
import { createQuotaEvent } from '../../lib/ingestion/storage/quotaLedger';
import type { TelemetryEvent } from '../../lib/telemetry';
import { entry } from '../lib/cycles/entries';
import { analyse } from './kusto';

const infra = join(__dirname, '..', '..', 'infra');
const text = (...path: string[]): string => readFileSync(join(infra, ...path), 'utf8');
const namesIn = (folder: string): string[] =>
  readdirSync(join(infra, folder)).flatMap((file) => (file.endsWith('.kql') ? [file.slice(0, -4)] : []));

interface Item {
  name: string;
  content: { title?: string; visualization?: string; parameters?: { name: string; query?: string }[] };
}
const layout: { items: Item[] } = JSON.parse(text('workbook', 'layout.json'));
const charts = layout.items.filter(({ content }) => content.visualization !== undefined);

/** What Azure puts in the place of `{Name}` before a query runs. */
const placeholders: Record<string, string> = {
  Feed: "'employees', 'contractors'",
  IngestionId: '20261124T080000Z-0a1b2c3d',
  CycleId: '0a1b2c3d',
  ...Object.fromEntries(Object.entries(warningLimits).map(([name, limit]) => [name, String(limit)])),
};
const filled = (query: string): string => query.replace(/\{(\w+)\}/g, (whole, name) => placeholders[name] ?? whole);

const queries: [string, string][] = [
  ...['workbook', 'alerts'].flatMap((folder) =>
    namesIn(folder).map((name): [string, string] => [`${folder}/${name}`, text(folder, `${name}.kql`)]),
  ),
  ...layout.items.flatMap(({ content }) =>
    (content.parameters ?? []).flatMap(({ name, query }): [string, string][] =>
      query === undefined ? [] : [[`parameter ${name}`, query]],
    ),
  ),
];

const report = {
  feed: 'employees',
  ingestionId: '1',
  reasons: [],
  records: { read: 0, valid: 0, rejected: 0, duplicates: 0, skipped: 0, repeatedHeaders: 0 },
  requests: { total: 0, accepted: 0 },
} as unknown as Report;
const names = Object.keys(states) as State[];

const silent = { reason: '', additionalDetails: '', recommendedAction: '' };

/** Every event that the code sends, as the code itself makes it. */
function sentEvents(): TelemetryEvent[] {
  const count = createCycleCounter('job');
  count.add([
    entry({ id: '1', status: 'failure', error: { errorCode: 'Conflict', errorCategory: 'Failure', ...silent } }),
  ]);
  return [
    ...names.flatMap((state) => createHrFileEvent({ ...report, state }, newCheckpoint, 0) ?? []),
    createWaitingEvent({ ...report, state: 'waiting' }, newCheckpoint, 0),
    createMissingEvent({ ...report, state: 'accepted' }, newCheckpoint, 0),
    ...count.cycles().flatMap((cycle) => createCycleEvents('employees', { ...cycle, revision: 1, final: true })),
    createJobEvent('employees', 'job', { code: 'Active', quarantineReason: undefined }),
    createQuotaEvent(undefined, 2000, 0),
    createDecisionEvent({ feed: 'employees', ingestionId: '1', decision: 'release', by: 'unknown' }),
    createUnansweredEvent('employees', 'job', 1),
  ];
}

const sent = sentEvents();

/** The events that a query asks for, and the properties and measurements that it reads. */
function namesOf(query: string): { events: string[]; properties: string[]; measurements: string[] } {
  const all = (pattern: RegExp): string[] => [...query.matchAll(pattern)].map(([, name = '']) => name);
  const lists = all(/\bname (?:==|!=|!?in) (\([^)]*\)|'[^']*')/g);
  const read = (bag: string): string[] => [
    ...all(new RegExp(`\\b${bag}\\.(\\w+)`, 'g')),
    ...all(new RegExp(`\\b${bag}\\['([^']+)'\\]`, 'g')),
  ];
  return {
    events: [
      ...lists.flatMap((list) => [...list.matchAll(/'([^']*)'/g)].map(([, name = '']) => name)),
      ...all(/\bname startswith '([^']*)'/g).flatMap((start) => namesThatBegin(start)),
    ],
    properties: read('customDimensions'),
    measurements: read('customMeasurements'),
  };
}

const namesThatBegin = (start: string): string[] =>
  sent.map(({ name }) => name).filter((name) => name.startsWith(start));

/** What a query names and nobody sends. */
function unsent(query: string): string[] {
  const { events, properties, measurements } = namesOf(query);
  const asked = sent.filter(({ name }) => events.includes(name));
  const readable = asked.length > 0 ? asked : sent;
  return [
    ...events.filter((name) => !sent.some((event) => event.name === name) && !functions.includes(name)),
    ...properties.filter((name) => !readable.some((event) => Object.hasOwn(event.properties, name))),
    ...measurements.filter((name) => !readable.some((event) => Object.hasOwn(event.measurements, name))),
  ];
}
const functions = ['ingestHrFile', 'resumeIngestion', 'sweepInbox', 'summarizeCycles'];

test('docs/reference.md lists the events', () => {
  const [, section = ''] = text('..', 'docs', 'reference.md').split(/^## Events$/m);
  const rows =
    section
      .split(/^## /m, 1)[0]
      ?.match(/^\| `.*?\|/gm)
      ?.join('') ?? '';
  const listed = [...rows.matchAll(/`(\w+)`/g)].map(([, name]) => name);
  expect(sent.map(({ name }) => name).sort()).toEqual(listed.sort());
});

test.each(names.filter((name) => states[name].hasEvent))('the workbook has a colour and icons for %s', (name) => {
  const shownIn = (item: string): string => JSON.stringify(layout.items.find((one) => one.name === item)?.content);
  expect(shownIn('filesByState')).toContain(`"seriesName":"${name}"`);
  expect(shownIn('ingestions')).toContain(`"thresholdValue":"${name}"`);
  if (name !== 'superseded') expect(shownIn('feeds')).toContain(`"thresholdValue":"${name}"`); // never a feed's newest
});

const eventsOf = (applies: (facts: (typeof states)[State]) => boolean): string[] =>
  names.filter((name) => applies(states[name])).map(eventNameOf);
const eventsIn = (query: string): string[] => namesOf(query).events.filter((name) => name !== 'HrFileMissing');

const stateAlerts = [...new Set(names.flatMap((name) => states[name].alert ?? []))];

test.each(stateAlerts)('the alert %s fires for each state that names it', (alert) => {
  expect(eventsIn(text('alerts', `${alert}.kql`)).sort()).toEqual(eventsOf((facts) => facts.alert === alert).sort());
});

test.each(stateAlerts)('the alert %s, and its row in docs/operating.md, tell each state that names it', (alert) => {
  const rules = text('modules', 'alerts.bicep').split(/^ {2}\{$/m);
  const rule = rules.find((one) => one.includes(`/${alert}.kql`)) ?? '';
  const rows = text('..', 'docs', 'operating.md').split('\n');
  const row = rows.find((one) => one.startsWith(`| \`csv2scim-${/name: '([^']+)'/.exec(rule)?.[1]}\``)) ?? '';
  for (const state of names.filter((name) => states[name].alert === alert)) {
    expect(row).toContain(`\`${state}\``);
    expect(rule).toContain(`${eventNameOf(state).slice('HrFile'.length)}: `);
  }
});

test('the alert fileHeld has the command of each state that needs a decision; the workbook counts its people', () => {
  for (const state of names.filter((name) => states[name].needsDecision)) {
    for (const command of states[state].commands)
      expect(text('alerts', 'fileHeld.kql')).toMatch(new RegExp(`state == '${state}', .*npx csv2scim ${command} `));
    expect(text('workbook', 'people.kql')).toMatch(new RegExp(`\\n {4}held = .*'${eventNameOf(state)}'`));
  }
});

test('the workbook lists each state that proposes a command, with it, until the feed has a complete file', () => {
  const query = text('workbook', 'decisions.kql');
  const [, , asked = '', taken = ''] = query.split(/\bname (?:in|startswith)/);
  const proposing = eventsOf(({ commands }) => commands.length > 0);
  expect(eventsIn(`name in${asked}`).sort()).toEqual(proposing.sort());
  expect(eventsIn(`name in${taken.split(')')[0]})`).sort()).toEqual(eventsOf(({ isComplete }) => isComplete).sort());
  for (const name of names)
    for (const command of states[name].commands)
      expect(query).toMatch(new RegExp(`name == '${eventNameOf(name)}', .*npx csv2scim ${command} `));
});

test.each(Object.entries(warningLimits))('the alerts, doctor and docs/operating.md have the same %s', (name, limit) => {
  const bicep = text('main.bicep') + text('modules', 'alerts.bicep');
  const [, kind] = new RegExp(`^(param|var) ${name}(?: int)? = ${limit}\\b`, 'm').exec(bicep) ?? [];
  expect(kind).toBeDefined();
  const rows = text('..', 'docs', 'operating.md').split('\n');
  if (kind === 'var') expect(rows.find((row) => row.includes(`\`${name}\``))).toContain(`${limit} %`); // a param has its name there
});

test.each(queries)('%s is a query that the service can run', (_, query) => {
  const { problems, columns } = analyse(filled(query));
  expect(problems).toEqual([]);
  expect(columns.length).toBeGreaterThan(0);
});

test.each(queries)('%s names only what the code sends', (_, query) => {
  expect(unsent(query)).toEqual([]);
});

test.each([
  ['an event', "customEvents | where name == 'HrFileLost'", ['HrFileLost']],
  ['a property', "customEvents | where name == 'HrFileHeld' | project customDimensions.jobId", ['jobId']],
  ['a measurement', "customEvents | where name in ('GraphQuota') | project customMeasurements['users']", ['users']],
])('%s that nobody sends is found', (_, query, names) => {
  expect(analyse(query).problems).toEqual([]);
  expect(unsent(query)).toEqual(names);
});

test.each([
  ['customEvents | wher name == 1', /wher/],
  ['customEvents | project timestamps', /timestamps/],
  ['requests | where duration has 1 | summarize', /./],
])('what is no query is found: %s', (query, problem) => {
  expect(analyse(query).problems.join()).toMatch(problem);
});

test('every chart has a query, and every query its chart', () => {
  expect(charts.map(({ name }) => name).sort()).toEqual(namesIn('workbook').sort());
  const bicep = text('modules', 'workbook.bicep');
  for (const { name } of charts) expect(bicep).toContain(`${name}: loadTextContent('../workbook/${name}.kql')`);
});

test('every alert has a query, and every query its alert', () => {
  const used = [...text('modules', 'alerts.bicep').matchAll(/loadTextContent\('\.\.\/alerts\/(\w+)\.kql'\)/g)];
  expect(used.map(([, name]) => name).sort()).toEqual(namesIn('alerts').sort());
});

test.each(charts)('the columns that the chart $name draws are those of its query', ({ name, content }) => {
  const { columns } = analyse(filled(text('workbook', `${name}.kql`)));
  const drawn = [
    ...JSON.stringify(content).matchAll(/"(?:xAxis|group|columnMatch|columnId|exportFieldName)":"(\w+)"/g),
  ];
  const values = [...JSON.stringify(content).matchAll(/"yAxis":\[([^\]]*)\]/g)].flatMap(([, list = '']) =>
    JSON.parse(`[${list}]`),
  );
  for (const column of [...drawn.map(([, column]) => column), ...values]) expect(columns).toContain(column);
});

test("the picture of the dashboard is drawn from rows that have the queries' columns", () => {
  const script = "import('./infra/workbook/drawing/sample.mjs').then(({ rows }) => console.log(JSON.stringify(rows)))";
  const output = execFileSync(process.execPath, ['-e', script], { cwd: join(infra, '..'), encoding: 'utf8' });
  const rows: Record<string, Record<string, unknown>[]> = JSON.parse(output);
  expect(Object.keys(rows).sort()).toEqual(namesIn('workbook').sort());
  for (const [name, [first = {}, ...others]] of Object.entries(rows)) {
    expect([name, ...Object.keys(first)]).toEqual([name, ...analyse(filled(text('workbook', `${name}.kql`))).columns]);
    for (const other of others) expect(Object.keys(other)).toEqual(Object.keys(first));
  }
});

test('the columns that an alert tells are those of its query', () => {
  const rules = [...text('modules', 'alerts.bicep').matchAll(/alerts\/(\w+)\.kql'.*?dimensions: \[(.*?)\]/gs)];
  expect(rules.length).toBe(namesIn('alerts').length);
  for (const [, name = '', list = ''] of rules) {
    const { columns } = analyse(filled(text('alerts', `${name}.kql`)));
    for (const [, column] of list.matchAll(/'(\w+)'/g)) expect(columns).toContain(column);
  }
});
