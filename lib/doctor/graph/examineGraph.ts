import { type FeedJob, feedNames } from '../../cycles/summarize';
import { findJobs } from '../../cycles/summarizeFeeds';
import { SettingsError } from '../../errors';
import type { TokenSource } from '../../graph/client/authenticate';
import type { GraphClient } from '../../graph/client/client';
import type { Mapping } from '../../mapping/file/parse';
import { catchAsFinding, createFindings, type Finding } from '../finding';
import { graphRefusal } from '../refusals';
import { attributesOf, examineState } from './job';
import { examineLastCycle, type Lateness } from './lastCycle';
import { examineSignIn } from './signIn';
import { compareSchema } from './sourceSchema';

/** The way to Graph, for reading. */
export interface GraphAccess {
  /** For what is asked about jobs … */
  graph: GraphClient;
  /** … and for their logs, which have a rate limit of their own. */
  logs: GraphClient;
  token: TokenSource;
  /** Who signs in, in words. */
  whose: string;
}

/** The sign-in, then each job of the mappings: how it is, its schema beside the mappings, and its last cycle. */
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
      'name a way to sign in that this machine has',
    );
    return [usage, ...unasked(mappings)];
  }
  const { findings, signedIn } = await examineSignIn(access.token, access.whose);
  if (!signedIn) return [...findings, ...unasked(mappings)];
  return [...findings, ...(await catchAsFinding(found, () => examineJobs(mappings, access, lateness)))];
}

/** What cannot be looked at without Graph. */
export const unasked = (mappings: readonly Mapping[]): Finding[] =>
  mappings.flatMap(({ feed }) => [
    createFindings(`mapping ${feed}`, 'mapping').skipped(
      "not compared with its job's schema: Graph could not be asked",
    ),
    createFindings(`job ${feed}`, 'service').skipped('not checked: Graph could not be asked'),
  ]);

async function examineJobs(mappings: readonly Mapping[], access: GraphAccess, lateness: Lateness): Promise<Finding[]> {
  const { jobs, failures } = await findJobs(mappings, access);
  const findings = failures.flatMap(({ feed, errors: [error] }) => {
    const { message, remedy } = graphRefusal('its job', error);
    return [createFindings(`job ${feed}`, 'service').problem(message, remedy), uncompared(feed)];
  });
  for (const { feed, provisioningJob } of mappings) {
    if (provisioningJob?.servicePrincipalId !== undefined) continue;
    findings.push(
      createFindings(`job ${feed}`, 'service').skipped('not checked: no provisioning app is named'),
      uncompared(feed),
    );
  }
  for (const job of jobs) {
    const found = createFindings(`job ${feedNames(job)}`, 'service');
    const fed = mappings.filter(({ feed }) => job.feeds.includes(feed));
    findings.push(...(await catchAsFinding(found, () => examineJob(job, fed, { access, lateness, found }))));
  }
  return findings;
}

const uncompared = (feed: string): Finding =>
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
  const { finding, known } = await examineState(graph, job, found);
  if (!known) {
    const cycle = found.skipped('its last cycle was not checked: the job could not be read');
    return [finding, cycle, ...mappings.map(({ feed }) => uncompared(feed))];
  }
  const attributes = await attributesOf(graph, job);
  const compared =
    'remedy' in attributes
      ? [found.problem(attributes.message, attributes.remedy), ...mappings.map(({ feed }) => uncompared(feed))]
      : mappings.flatMap((mapping) => compareSchema(mapping, attributes));
  return [finding, ...compared, ...(await examineLastCycle(logs, job.jobId, { lateness, found }))];
}
