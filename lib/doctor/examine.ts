import { SettingsError } from '../errors';
import type { Clock } from '../graph/clock';
import { type CredentialFactory, createServiceClients, type Storage } from '../ingestion/storage/connect';
import type { Mapping } from '../mapping/file/parse';
import type { Environment, Settings } from '../settings';
import { examineChangedIds } from './changedIds';
import { createEventGridAccess } from './eventGrid/access';
import { examineEventGrid } from './eventGrid/examine';
import { catchAsFinding, createFindings, type Finding, sortFindings } from './finding';
import { examineGraph, type GraphAccess, skipGraphChecks } from './graph/examineGraph';
import type { Lateness } from './graph/lastCycle';
import { examineLastFile } from './lastFile';
import { examineMappings } from './mappings';
import { examineQuota } from './quota';
import { examineSettings } from './settings';
import { examineStorage } from './storage';

export interface DoctorOptions {
  environment: Environment;
  /** One mapping file. Default: all files of the folder MAPPINGS. */
  mappingFile: string | undefined;
  /** A file or a cycle older than this is late. */
  sinceHours: number;
  clock: Clock;
  /** Signs in to Graph. @throws SettingsError */
  connectGraph(settings: Settings): GraphAccess;
  /** Signs in to the storage. Default: a managed identity. */
  createCredential?: CredentialFactory | undefined;
}

/** Runs all checks of the way from HR files to Entra. Read-only. */
export async function runDoctor(options: DoctorOptions): Promise<Finding[]> {
  const { environment, mappingFile, sinceHours, clock, connectGraph } = options;
  const { findings: ofSettings, settings, wrong } = examineSettings(environment);
  const folder = settings.mappings;
  const { findings: ofMappings, mappings } = await examineMappings({ file: mappingFile, folder }, environment);
  const lateness: Lateness = { now: clock.now(), sinceHours };
  const graph = createFindings('Graph', 'service');
  const [ofGraph, ofStorage, ofEvents] = await Promise.all([
    wrong.has('GRAPH_ENDPOINT')
      ? [graph.skipped('not checked: GRAPH_ENDPOINT is invalid'), ...skipGraphChecks(mappings)]
      : catchAsFinding(graph, () => examineGraph(mappings, () => connectGraph(settings), lateness)),
    wrong.has('HrStorage')
      ? [
          createFindings('storage', 'service').skipped('not checked: HrStorage is invalid'),
          ...skipStorageChecks(mappings, {}),
        ]
      : catchAsFinding(createFindings('storage', 'service'), () =>
          examineStorageContents(mappings, settings, { options, lateness }),
        ),
    wrong.has('GRAPH_ENDPOINT') || wrong.has('HrStorage') ? [] : examineEvents(settings, options),
  ]);
  return sortFindings([...ofSettings, ...ofMappings, ...ofGraph, ...ofStorage, ...ofEvents]);
}

/** Checks Event Grid. Returns no findings on a local stack, which has none. */
async function examineEvents(
  settings: Settings,
  { environment, clock, createCredential }: DoctorOptions,
): Promise<Finding[]> {
  return catchAsFinding(createFindings('Event Grid', 'service'), async () => {
    try {
      const access = createEventGridAccess(settings, environment, createCredential);
      return access === undefined ? [] : await examineEventGrid({ ...access, now: clock.now() });
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      return [createFindings('Event Grid', 'settings').problem(error.message, 'remove this setting')];
    }
  });
}

/** Checks the storage, the quota ledger, and each feed's newest report. */
async function examineStorageContents(
  mappings: readonly Mapping[],
  settings: Settings,
  { options: { createCredential }, lateness }: { options: DoctorOptions; lateness: Lateness },
): Promise<Finding[]> {
  const { findings, reports, state } = await examineStorage(() =>
    createServiceClients(settings.storage, createCredential),
  );
  const quota =
    state === undefined
      ? []
      : await catchAsFinding(createFindings('Graph', 'service'), () => examineQuota(state, settings, lateness.now));
  const files =
    reports === undefined
      ? []
      : mappings.flatMap((mapping) => {
          const feed = createFindings(`feed ${mapping.feed}`, 'service');
          return [
            catchAsFinding(feed, () => examineLastFile(mapping.feed, reports, lateness)),
            state === undefined ? [] : catchAsFinding(feed, () => examineChangedIds(mapping, reports)),
          ];
        });
  return [
    ...findings,
    ...quota,
    ...(await Promise.all(files)).flat(),
    ...skipStorageChecks(mappings, { reports, state }),
  ];
}

/** Reports the checks that need containers which could not be read. */
const skipStorageChecks = (
  mappings: readonly Mapping[],
  { reports, state }: { reports?: Storage | undefined; state?: Storage | undefined },
): Finding[] => [
  ...(state === undefined
    ? [createFindings('Graph', 'service').skipped('the quota was not checked: ingestion-state could not be read')]
    : []),
  ...(reports === undefined
    ? mappings.map(({ feed }) =>
        createFindings(`feed ${feed}`, 'service').skipped('not checked: hr-reports could not be read'),
      )
    : []),
];
