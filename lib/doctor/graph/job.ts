import { findRemedy } from '../../cycles/jobRemedies';
import { redactUnlessCode } from '../../cycles/redact';
import type { FeedJob } from '../../cycles/summarize';
import type { GraphClient } from '../../graph/client/client';
import { type JobState, readJobState } from '../../graph/provisioning/jobs';
import { getSchema } from '../../graph/provisioning/schema';
import { listSourceAttributes, type SourceAttribute } from '../../graph/provisioning/sourceAttributes';
import type { createFindings, Finding } from '../finding';
import { type ErrorExplanation, explainGraphError } from '../refusals';

type Found = ReturnType<typeof createFindings>;

/** Checks the state of a job. `known` is true when Graph returned it. */
export async function examineJobState(
  graph: GraphClient,
  job: FeedJob,
  { ok, problem }: Found,
): Promise<{ finding: Finding; known: boolean }> {
  try {
    const state = await readJobState(graph, job);
    const description = describeJobState(state);
    const remedy = findRemedy(state);
    if (state.code === 'Active')
      return { finding: ok(`the job ${redactUnlessCode(job.jobId)} is active`), known: true };
    return { finding: problem(description, remedy ?? 'check the job in the Entra portal'), known: true };
  } catch (error) {
    const { message, remedy } = explainGraphError('the job', error);
    return { finding: problem(message, remedy), known: false };
  }
}

function describeJobState({ code, quarantineReason }: JobState): string {
  const reason = quarantineReason === undefined ? '' : ` (${redactUnlessCode(quarantineReason)})`;
  return `the job is in the state ${redactUnlessCode(code)}${reason}`;
}

/** Reads the user attributes of a job's schema, or explains why that failed. */
export async function readSourceAttributes(
  graph: GraphClient,
  job: FeedJob,
): Promise<readonly SourceAttribute[] | ErrorExplanation> {
  try {
    return listSourceAttributes(await getSchema(graph, job));
  } catch (error) {
    return explainGraphError("the job's schema", error);
  }
}
