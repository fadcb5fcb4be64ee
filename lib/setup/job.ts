import { GraphError } from '../errors';
import { findJob, readJobState } from '../graph/provisioning/jobs';
import { createJob, listJobTemplates } from '../graph/provisioning/newJob';
import { pollUntilVisible } from './pollUntilVisible';
import { type Change, knownId, knownJob, type Setup } from './setup';

/** The app's provisioning job: the mapping's, else its only one, else a new one. */
export async function lookAtJob(setup: Setup): Promise<Change[]> {
  const { wishes, graph, known } = setup;
  const { servicePrincipalId } = known;
  if (servicePrincipalId !== undefined) {
    // a job of the mapping belongs to the mapping's app
    const own = wishes.servicePrincipalId === undefined ? undefined : wishes.jobId;
    const found = own ?? (await unlessMissing(findJob(graph, servicePrincipalId)));
    if (found !== undefined) {
      known.jobId = found;
      return [];
    }
  }
  return [{ what: 'create its provisioning job', apply: () => make(setup) }];
}

async function make(setup: Setup): Promise<void> {
  const { graph, clock, known } = setup;
  const servicePrincipalId = knownId(known.servicePrincipalId);
  const [template, ...others] = await pollUntilVisible(clock, 'what jobs the app can have', async () => {
    const templates = await listJobTemplates(graph, servicePrincipalId);
    return templates.length > 0 ? templates : undefined;
  });
  if (template === undefined || others.length > 0) {
    throw new GraphError(
      'refused',
      `the app can have several kinds of jobs (${[template, ...others].join(', ')}): create the job in the Entra portal, then run setup again`,
    );
  }
  known.jobId = await createJob(graph, servicePrincipalId, template);
  await pollUntilVisible(clock, 'the new job', () => unlessMissing(readJobState(graph, knownJob(setup))));
}

const unlessMissing = <T>(found: Promise<T>): Promise<T | undefined> =>
  found.catch((error: unknown) => {
    if (error instanceof GraphError && error.code === 'not_found') return undefined;
    throw error;
  });
