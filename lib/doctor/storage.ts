import { SettingsError } from '../errors';
import { callTimeout, hasStatus } from '../ingestion/storage/calls';
import { createStorageClients, type Storage, type StorageServices } from '../ingestion/storage/connect';
import { createFindings, type Finding } from './finding';
import { explainStorageError } from './refusals';

export interface ExaminedStorage {
  findings: Finding[];
  /** The app's containers that could be read. */
  reports: Storage | undefined;
  state: Storage | undefined;
}

const { ok, warning, problem } = createFindings('storage', 'service');
const blobRole = 'Storage Blob Data Contributor';
const queueRole = 'Storage Queue Data Contributor';

interface Place {
  name: string;
  role: string;
  ask: () => Promise<unknown>;
  /** What to do when it does not exist. */
  missing: Finding;
}

/**
 * Checks whether the containers and the queue can be read, and whether the poison queues are empty.
 * Creates nothing.
 */
export async function examineStorage(connect: () => Promise<StorageServices>): Promise<ExaminedStorage> {
  const none = { reports: undefined, state: undefined };
  let services: StorageServices;
  try {
    services = await connect();
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const wrong = createFindings('storage', 'settings').problem(error.message, 'fix the app setting');
    return { findings: [wrong], ...none };
  }
  const storage = createStorageClients(services);
  const [inbox, reports, state, queue] = await Promise.all(listPlaces(storage).map(examinePlace));
  const findings = [inbox, reports, state, queue].filter((finding) => finding !== undefined);
  const poisoned = queue?.status === 'ok' ? await examinePoison(services) : [];
  return {
    findings: [...findings, ...poisoned],
    reports: reports?.status === 'ok' ? storage : undefined,
    state: state?.status === 'ok' ? storage : undefined,
  };
}

function listPlaces({ inbox, reports, state, resumeQueue }: Storage): Place[] {
  const later = (name: string): Finding =>
    warning(
      `${name} does not exist`,
      'the app creates it when it first runs. Start the app, and check its log if this does not help',
    );
  return [
    {
      name: 'hr-inbox',
      role: blobRole,
      ask: () => inbox.getProperties(callTimeout()),
      missing: problem('hr-inbox does not exist', 'the deployment creates this container. Deploy again, or create it'),
    },
    {
      name: 'hr-reports',
      role: blobRole,
      ask: () => reports.getProperties(callTimeout()),
      missing: later('hr-reports'),
    },
    {
      name: 'ingestion-state',
      role: blobRole,
      ask: () => state.getProperties(callTimeout()),
      missing: later('ingestion-state'),
    },
    {
      name: 'ingestion-resume',
      role: queueRole,
      ask: () => resumeQueue.getProperties(callTimeout()),
      missing: later('ingestion-resume'),
    },
  ];
}

async function examinePlace({ name, role, ask, missing }: Place): Promise<Finding> {
  try {
    await ask();
    return ok(`${name} answers`);
  } catch (error) {
    if (hasStatus(error, 404)) return missing;
    const { message, remedy } = explainStorageError(error, role);
    return problem(`${name} ${message}`, remedy);
  }
}

/** The host moves messages here after five failures. It creates these queues when it needs them. */
const poisonQueues = ['ingestion-resume-poison', 'webjobs-blobtrigger-poison'];

function examinePoison({ queues }: StorageServices): Promise<Finding[]> {
  return Promise.all(
    poisonQueues.map(async (name) => {
      const count = await queues
        .getQueueClient(name)
        .getProperties(callTimeout())
        .then(({ approximateMessagesCount = 0 }) => approximateMessagesCount)
        .catch((error: unknown) => (hasStatus(error, 404) ? 0 : Promise.reject(error)));
      return count === 0
        ? ok(`${name} is empty`)
        : problem(
            `${count} failed five times: ${name} contains messages`,
            'read the exceptions of the functions in Application Insights, fix the cause, and clear the queue. sweepInbox then finds the files again',
          );
    }),
  );
}
