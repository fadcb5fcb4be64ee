import { type FeedJob, feedNames } from '../../cycles/summarize';
import { findJobs } from '../../cycles/summarizeFeeds';
import { SettingsError } from '../../errors';
import type { TokenSource } from '../../graph/client/authenticate';
import type { GraphClient } from '../../graph/client/client';
import type { Mapping } from '../../mapping/file/parse';
import { catchAsFinding, createFindings, type Finding } from '../finding';
import { explainGraphError } from '../refusals';
import { examineJobState, readSourceAttributes } from './job';
import { examineLastCycle, type Lateness } from './lastCycle';
import { examineSignIn } from './signIn';
import { compareMappingWithSchema } from './sourceSchema';

/** Clients that read from Graph. */
export interface GraphAccess {
  /** For provisioning jobs. */
  graph: GraphClient;
  /** For provisioning logs, which have their own rate limit. */
  logs: GraphClient;
  token: TokenSource;
  /** Description of the account that signs in. */
  whose: string;
}

/** Checks the sign-in, then the state, schema and last cycle of each job. */
export async function examineGraph(
  mappings: readonly Mapping[],
  connect: () => GraphAccess,
  lateness: Lateness,
): Promise<Finding[]> {
  const found = createFindings('Graph', 'service');
  let access: GraphAccess;
  try {
    access = connect();
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const usage = createFindings('Graph', 'settings').problem(
      error.message,
      'choose a sign-in method that works on this machine',
    );
    return [usage, ...skipGraphChecks(mappings)];
  }
  const { findings, signedIn } = await examineSignIn(access.token, access.whose);
  if (!signedIn) return [...findings, ...skipGraphChecks(mappings)];
  return [...findings, ...(await catchAsFinding(found, () => examineJobs(mappings, access, lateness)))];
}

/** Reports the checks that need Graph as skipped. */
export const skipGraphChecks = (mappings: readonly Mapping[]): Finding[] =>
  mappings.flatMap(({ feed }) => [
    createFindings(`mapping ${feed}`, 'mapping').skipped(
      "not compared with its job's schema: Graph could not be reached",
    ),
    createFindings(`job ${feed}`, 'service').skipped('not checked: Graph could not be reached'),
  ]);

async function examineJobs(mappings: readonly Mapping[], access: GraphAccess, lateness: Lateness): Promise<Finding[]> {
  const { jobs, failures } = await findJobs(mappings, access);
  const findings = failures.flatMap(({ feed, errors: [error] }) => {
    const { message, remedy } = explainGraphError('its job', error);
    return [createFindings(`job ${feed}`, 'service').problem(message, remedy), skipSchemaComparison(feed)];
  });
  for (const { feed, provisioningJob } of mappings) {
    if (provisioningJob?.servicePrincipalId !== undefined) continue;
    findings.push(
      createFindings(`job ${feed}`, 'service').skipped('not checked: no provisioning app is named'),
      skipSchemaComparison(feed),
    );
  }
  for (const job of jobs) {
    const found = createFindings(`job ${feedNames(job)}`, 'service');
    const fed = mappings.filter(({ feed }) => job.feeds.includes(feed));
    findings.push(...(await catchAsFinding(found, () => examineJob(job, fed, { access, lateness, found }))));
  }
  return findings;
}

const skipSchemaComparison = (feed: string): Finding =>
  createFindings(`mapping ${feed}`, 'mapping').skipped("not compared with its job's schema, which could not be read");

interface JobContext {
  access: GraphAccess;
  lateness: Lateness;
  found: ReturnType<typeof createFindings>;
}

async function examineJob(
  job: FeedJob,
  mappings: readonly Mapping[],
  { access: { graph, logs }, lateness, found }: JobContext,
): Promise<Finding[]> {
  const { finding, known } = await examineJobState(graph, job, found);
  if (!known) {
    const cycle = found.skipped('its last cycle was not checked: the job could not be read');
    return [finding, cycle, ...mappings.map(({ feed }) => skipSchemaComparison(feed))];
  }
  const attributes = await readSourceAttributes(graph, job);
  const compared =
    'remedy' in attributes
      ? [
          found.problem(attributes.message, attributes.remedy),
          ...mappings.map(({ feed }) => skipSchemaComparison(feed)),
        ]
      : mappings.flatMap((mapping) => compareMappingWithSchema(mapping, attributes));
  return [finding, ...compared, ...(await examineLastCycle(logs, job.jobId, { lateness, found }))];
}
