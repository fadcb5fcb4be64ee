import { SettingsError } from '../errors';
import type { Clock } from '../graph/clock';
import { type CredentialFactory, createServiceClients, type Storage } from '../ingestion/storage/connect';
import type { Mapping } from '../mapping/file/parse';
import type { Environment, Settings } from '../settings';
import { eventGridAccess } from './eventGrid/access';
import { examineEventGrid } from './eventGrid/examine';
import { catchAsFinding, createFindings, type Finding, inOrder } from './finding';
import { examineGraph, type GraphAccess, unasked } from './graph/examineGraph';
import type { Lateness } from './graph/lastCycle';
import { examineLastFile } from './lastFile';
import { examineMappings } from './mappings';
import { examineQuota } from './quota';
import { examineSettings } from './settings';
import { examineStorage } from './storage';

export interface DoctorOptions {
  environment: Environment;
  /** One mapping file; all of the folder MAPPINGS when absent. */
  mappingFile: string | undefined;
  /** A file, or a cycle, that is longer ago is late. */
  sinceHours: number;
  clock: Clock;
  /** Signs in to Graph. @throws SettingsError */
  connectGraph(settings: Settings): GraphAccess;
  /** Signs in to the storage; a managed identity when absent. */
  createCredential?: CredentialFactory | undefined;
}

/** Looks at all that has to be right for files to become people. It reads, and changes nothing anywhere. */
export async function examine(options: DoctorOptions): Promise<Finding[]> {
  const { environment, mappingFile, sinceHours, clock, connectGraph } = options;
  const { findings: ofSettings, settings, wrong } = examineSettings(environment);
  const folder = settings.mappings;
  const { findings: ofMappings, mappings } = await examineMappings({ file: mappingFile, folder }, environment);
  const lateness: Lateness = { now: clock.now(), sinceHours };
  const graph = createFindings('Graph', 'service');
  const [ofGraph, ofStorage, ofEvents] = await Promise.all([
    wrong.has('GRAPH_ENDPOINT')
      ? [graph.skipped('not checked: GRAPH_ENDPOINT is wrong'), ...unasked(mappings)]
      : catchAsFinding(graph, () => examineGraph(mappings, () => connectGraph(settings), lateness)),
    wrong.has('HrStorage')
      ? [createFindings('storage', 'service').skipped('not checked: HrStorage is wrong'), ...unread(mappings, {})]
      : catchAsFinding(createFindings('storage', 'service'), () =>
          examineContents(mappings, settings, { options, lateness }),
        ),
    wrong.has('GRAPH_ENDPOINT') || wrong.has('HrStorage') ? [] : examineEvents(settings, options),
  ]);
  return inOrder([...ofSettings, ...ofMappings, ...ofGraph, ...ofStorage, ...ofEvents]);
}

/** Nothing is said where no Event Grid is: on a local stack. */
async function examineEvents(
  settings: Settings,
  { environment, clock, createCredential }: DoctorOptions,
): Promise<Finding[]> {
  return catchAsFinding(createFindings('Event Grid', 'service'), async () => {
    try {
      const access = eventGridAccess(settings, environment, createCredential);
      return access === undefined ? [] : await examineEventGrid({ ...access, now: clock.now() });
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      return [createFindings('Event Grid', 'settings').problem(error.message, 'remove this setting')];
    }
  });
}

/** The storage, then what lies in it: the quota's ledger, and each feed's newest report. */
async function examineContents(
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
      : mappings.map(({ feed }) =>
          catchAsFinding(createFindings(`feed ${feed}`, 'service'), () => examineLastFile(feed, reports, lateness)),
        );
  return [...findings, ...quota, ...(await Promise.all(files)).flat(), ...unread(mappings, { reports, state })];
}

/** What cannot be looked at without the containers that it lies in. */
const unread = (
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
