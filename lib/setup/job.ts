import { GraphError } from '../errors';
import { findJob, readJobState } from '../graph/provisioning/jobs';
import { createJob, listJobTemplates } from '../graph/provisioning/newJob';
import { pollUntilVisible } from './pollUntilVisible';
import { requireId, requireJob, type Setup, type SetupChange } from './setup';

/** Plans the provisioning job: the one in the mapping, else the app's only one, else a new one. */
export async function planJob(setup: Setup): Promise<SetupChange[]> {
  const { desired, graph, known } = setup;
  const { servicePrincipalId } = known;
  if (servicePrincipalId !== undefined) {
    // a job in the mapping belongs to the app in the mapping
    const own = desired.servicePrincipalId === undefined ? undefined : desired.jobId;
    const found = own ?? (await undefinedIfMissing(findJob(graph, servicePrincipalId)));
    if (found !== undefined) {
      known.jobId = found;
      return [];
    }
  }
  return [{ what: 'create its provisioning job', apply: () => createMissingJob(setup) }];
}

async function createMissingJob(setup: Setup): Promise<void> {
  const { graph, clock, known } = setup;
  const servicePrincipalId = requireId(known.servicePrincipalId);
  const [template, ...others] = await pollUntilVisible(clock, 'what jobs the app can have', async () => {
    const templates = await listJobTemplates(graph, servicePrincipalId);
    return templates.length > 0 ? templates : undefined;
  });
  if (template === undefined || others.length > 0) {
    throw new GraphError(
      'refused',
      `the app can have several kinds of jobs (${[template, ...others].join(', ')}). Create the job in the Entra portal, then run setup again`,
    );
  }
  known.jobId = await createJob(graph, servicePrincipalId, template);
  await pollUntilVisible(clock, 'the new job', () => undefinedIfMissing(readJobState(graph, requireJob(setup))));
}

const undefinedIfMissing = <T>(found: Promise<T>): Promise<T | undefined> =>
  found.catch((error: unknown) => {
    if (error instanceof GraphError && error.code === 'not_found') return undefined;
    throw error;
  });
