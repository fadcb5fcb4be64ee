import type { Command } from 'commander';
import { SafeguardError } from '../../lib/errors';
import { burstLimit } from '../../lib/graph/limits/rateLimiter';
import { bulkUpload, type RefusedRecord } from '../../lib/graph/provisioning/bulkUpload';
import { newCheckpoint } from '../../lib/ingestion/checkpoint';
import { type UploadOptions, uploadRequests } from '../../lib/ingestion/delivery/upload';
import { inspectRecords } from '../../lib/ingestion/inspection/inspect';
import { createOperations } from '../../lib/ingestion/inspection/operations';
import { checkRejected } from '../../lib/ingestion/inspection/safeguards';
import { readRejections } from '../../lib/ingestion/reports/rejections';
import { loadMapping } from '../../lib/mapping/loadMappings';
import { type BulkRequest, packBulkRequests } from '../../lib/scim/bulkRequests';
import { readSettings } from '../../lib/settings';
import { addJobOptions, connectGraph, type JobOptions, readJobIds, resolveProvisioningJob } from '../connect/job';
import { withPausedJob } from '../connect/withPausedJob';
import type { Context } from '../context/context';
import { openCsvFile } from '../context/csvFile';
import { createProgress } from '../output/progress';
import { exitCode, reportRecords, reportUnusable } from '../output/report';

interface SendOptions extends JobOptions {
  mapping: string;
  restartJob?: true;
}

/** `send <csv>`: uploads a file from this machine in the same way as the functions. */
export function addSend(program: Command, context: Context): void {
  const command = program
    .command('send')
    .description('send the people of a CSV file to Microsoft Entra')
    .argument('<csv>', 'CSV file')
    .requiredOption('--mapping <file>', 'mapping file (its provisioning job is the default)')
    .option(
      '--restart-job',
      'pause the provisioning job, upload, and start it again; staged users are kept, and a quarantine ends',
    );
  addJobOptions(command, "the mapping's").action(async (csv: string, options: SendOptions) =>
    context.end(await send(csv, options, context)),
  );
}

async function send(csv: string, options: SendOptions, context: Context): Promise<number> {
  const settings = readSettings(context.environment);
  const { mapping } = await loadMapping(options.mapping);
  const ids = readJobIds(mapping, options, context.environment);
  const graph = connectGraph(settings, options, {
    context,
    limit: burstLimit(settings.callsPer5Seconds),
    permissions: [
      'SynchronizationData-User.Upload',
      options.restartJob ? 'Synchronization.ReadWrite.All' : 'Synchronization.Read.All',
    ],
  });
  const open = await openCsvFile(csv, context);
  const { plan } = await inspectRecords(open, mapping);
  if (plan.records.rejected > 0) await reportRecords((await readRejections(open, mapping, plan)).rejections, context);
  reportUnusable(plan, context);
  if (plan.records.valid === 0) return exitCode.wrongFile;
  const check = (refused: number, sent: string): void => {
    const { read, rejected } = plan.records;
    const reason = checkRejected(read, rejected + refused, mapping);
    if (reason !== undefined) throw new SafeguardError(`${reason.message}: ${sent}`);
  };
  check(0, 'nothing was sent');

  const job = await resolveProvisioningJob(graph, ids, context);
  const requests = packBulkRequests(createOperations(open, mapping, plan));
  const refused = await withPausedJob({ graph, job: options.restartJob ? job : undefined, context }, (stop) =>
    uploadWithProgress(requests, {
      total: plan.requests,
      send: (request, signal) => bulkUpload(graph, job, request, { signal }),
      check: (refused) => check(refused, 'nothing more was sent'),
      stop,
      context,
    }),
  );
  const { read, valid, rejected, duplicates } = plan.records;
  context.print(
    `accepted: ${valid - refused.length} of ${read} records in ${plan.requests} requests; ${rejected + refused.length} rejected, ${duplicates} repeating others`,
  );
  return exitCode.done;
}

interface ProgressOptions extends Pick<UploadOptions, 'send' | 'stop'> {
  /** Total number of requests. */
  total: number;
  /** Called with the number of records that Entra refused. Throws when there are too many. */
  check: (refused: number) => void;
  context: Context;
}

/** Uploads the requests, shows the progress, and reports the people whom Entra refused. */
async function uploadWithProgress(
  requests: AsyncIterable<BulkRequest>,
  { total, send, check, stop, context }: ProgressOptions,
): Promise<RefusedRecord[]> {
  const progress = createProgress(total, context);
  const refused: RefusedRecord[] = [];
  try {
    const complete = await uploadRequests(requests, {
      send,
      from: newCheckpoint,
      onProgress: async ({ settled, refused: all }) => {
        progress.update(settled);
        for (const record of all.slice(refused.length)) refused.push(record);
        check(refused.length);
      },
      stop,
    });
    if (!complete) throw stop.reason;
    return refused;
  } finally {
    progress.stop();
    await reportRecords(refused, context);
  }
}
