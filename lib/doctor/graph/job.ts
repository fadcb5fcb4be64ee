import { redactUnlessCode } from '../../cycles/redact';
import { findRemedy } from '../../cycles/remedies';
import type { FeedJob } from '../../cycles/summarize';
import type { GraphClient } from '../../graph/client/client';
import { type JobState, readJobState } from '../../graph/provisioning/jobs';
import { getSchema } from '../../graph/provisioning/schema';
import { listSourceAttributes, type SourceAttribute } from '../../graph/provisioning/sourceAttributes';
import type { createFindings, Finding } from '../finding';
import { graphRefusal, type Refusal } from '../refusals';

type Found = ReturnType<typeof createFindings>;

/** How a job is; `known` when Graph told. */
export async function examineState(
  graph: GraphClient,
  job: FeedJob,
  { ok, problem }: Found,
): Promise<{ finding: Finding; known: boolean }> {
  try {
    const state = await readJobState(graph, job);
    const told = wordsOf(state);
    const remedy = findRemedy(state);
    if (state.code === 'Active')
      return { finding: ok(`the job ${redactUnlessCode(job.jobId)} is active`), known: true };
    return { finding: problem(told, remedy ?? 'look at the job in the Entra portal'), known: true };
  } catch (error) {
    const { message, remedy } = graphRefusal('the job', error);
    return { finding: problem(message, remedy), known: false };
  }
}

function wordsOf({ code, quarantineReason }: JobState): string {
  const reason = quarantineReason === undefined ? '' : ` (${redactUnlessCode(quarantineReason)})`;
  return `the job is in the state ${redactUnlessCode(code)}${reason}`;
}

/** The attributes that a job's live schema has for people, or why they could not be had. */
export async function attributesOf(graph: GraphClient, job: FeedJob): Promise<readonly SourceAttribute[] | Refusal> {
  try {
    return listSourceAttributes(await getSchema(graph, job));
  } catch (error) {
    return graphRefusal("the job's schema", error);
  }
}
