import { type Command, Option } from 'commander';
import { SettingsError } from '../lib/errors';
import { bulkUpload, type RefusedRecord } from '../lib/graph/bulkUpload';
import { createGraphClient, type GraphClient } from '../lib/graph/client';
import { systemClock } from '../lib/graph/clock';
import { findJob, type ProvisioningJob } from '../lib/graph/jobs';
import { createPace } from '../lib/graph/pace';
import { newCheckpoint } from '../lib/ingestion/checkpoint';
import { inspect } from '../lib/ingestion/inspect';
import { operations } from '../lib/ingestion/operations';
import { readRejections } from '../lib/ingestion/rejections';
import { upload } from '../lib/ingestion/upload';
import { loadMapping, resolveJob } from '../lib/mapping/load';
import type { Mapping } from '../lib/mapping/parse';
import { bulkRequests } from '../lib/scim/bulkRequests';
import { readSettings, type Settings } from '../lib/settings';
import { authModes, type SignInOptions, signIn } from './credentials';
import { csvFile } from './csvFile';
import { exitCode, tellRecords } from './exit';
import { createProgress } from './progress';

interface SendOptions extends SignInOptions {
  mapping: string;
  servicePrincipalId?: string;
  jobId?: string;
}

/** `send <csv>`: uploads a file from here, as the functions would. */
export function addSend(program: Command, end: (code: number) => void): void {
  program
    .command('send')
    .description('send the people of a CSV file to Microsoft Entra')
    .argument('<csv>', 'CSV file')
    .requiredOption('--mapping <file>', 'mapping file')
    .option('--service-principal-id <id>', "object id of the provisioning app, instead of the mapping's")
    .option('--job-id <id>', "provisioning job, instead of the mapping's; looked up when there is one only")
    .addOption(new Option('--auth <way>', 'how to sign in to Graph').choices([...authModes]))
    .option('--client-id <id>', 'application that signs in')
    .option('--tenant-id <id>', 'tenant to sign in to')
    .option('--certificate <file>', 'PEM file with certificate and private key, for --auth certificate')
    .action(async (csv: string, options: SendOptions) => end(await send(csv, options)));
}

async function send(csv: string, options: SendOptions): Promise<number> {
  const settings = readSettings(process.env);
  const { mapping } = await loadMapping(options.mapping);
  const { servicePrincipalId, jobId } = jobIdsOf(mapping, options);
  const graph = clientOf(settings, options);
  const open = await csvFile(csv);
  const plan = await inspect(open, mapping);
  if (plan.records.rejected > 0) await tellRecords((await readRejections(open, mapping, plan)).rejections);
  if (plan.records.valid === 0) return exitCode.wrongFile;

  const job: ProvisioningJob = { servicePrincipalId, jobId: jobId ?? (await findJob(graph, servicePrincipalId)) };
  const progress = createProgress(plan.requests);
  const refused: RefusedRecord[] = [];
  try {
    await upload(bulkRequests(operations(open, mapping, plan)), {
      send: (request, signal) => bulkUpload(graph, job, request, signal),
      from: newCheckpoint,
      onProgress: async ({ settled, refused: all }) => {
        progress.update(settled);
        for (const record of all.slice(refused.length)) refused.push(record);
      },
      stop: new AbortController().signal,
    });
  } finally {
    progress.stop();
    await tellRecords(refused);
  }
  const { read, valid, rejected, duplicates } = plan.records;
  console.log(
    `accepted: ${valid - refused.length} of ${read} records in ${plan.requests} requests; ${rejected + refused.length} rejected, ${duplicates} repeating others`,
  );
  return exitCode.done;
}

/** The ids on the command line come first; another app's id never goes with the mapping's job. */
function jobIdsOf(mapping: Mapping, options: SendOptions): { servicePrincipalId: string; jobId: string | undefined } {
  const own = resolveJob(mapping, process.env).provisioningJob ?? {};
  const servicePrincipalId = options.servicePrincipalId ?? own.servicePrincipalId;
  if (servicePrincipalId === undefined) {
    throw new SettingsError(
      '--service-principal-id',
      'is needed, or provisioningJob.servicePrincipalId in the mapping (and the app setting it names)',
    );
  }
  return {
    servicePrincipalId,
    jobId: options.jobId ?? (servicePrincipalId === own.servicePrincipalId ? own.jobId : undefined),
  };
}

function clientOf({ endpoint, callsPer5Seconds }: Settings, options: SendOptions): GraphClient {
  const pace = createPace({ calls: callsPer5Seconds, window: 5000, clock: systemClock });
  return createGraphClient({ endpoint, token: signIn(endpoint, options), pace, clock: systemClock });
}
