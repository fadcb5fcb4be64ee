import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { exitCode } from '../../cli/output/report';
import type { ProvisioningJob } from '../../lib/graph/provisioning/jobs';
import { createServiceClients } from '../../lib/ingestion/storage/connect';
import type { EntraOptions } from '../entra/options';
import { type Entra, startEntra } from '../entra/server';
import { openTenantStore } from '../entra/tenantStore';
import { type Log, loadApp } from '../host/core';
import { type Host, startHost } from '../host/host';
import { startAzurite } from './azurite';
import { addProvisioningJobs, createTenant } from './createTenant';
import type { StackPorts } from './folderLock';

/** The project's folder. */
export const root = join(__dirname, '..', '..', '..');

/** How the simulated Entra is to behave, when one is started, and where the host logs. */
export interface StackOptions
  extends Pick<EntraOptions, 'onAnswer' | 'cycleAfter' | 'onCycle' | 'fault' | 'faultElsewhere' | 'jobStatus'> {
  log: Log;
  /** The provisioning jobs that the simulated Entra has. */
  jobs: readonly ProvisioningJob[];
  /** The app's settings, beside those of the environment. */
  settings: Readonly<Record<string, string>>;
  /** Where storage and simulated Entra are kept for the next run; nowhere when absent. */
  keepIn?: string;
  /** Free ports when absent. */
  ports?: StackPorts;
}

export interface Stack {
  connectionString: string;
  /** None when GRAPH_ENDPOINT names another. */
  entra: Entra | undefined;
  /** Whether the storage ends with the stack. */
  ownsStorage: boolean;
  host: Host;
  /** Ends everything but the host; the storage is killed when it takes longer than `patience` milliseconds. */
  end(patience?: number): Promise<void>;
}

/**
 * Starts the local stack: Azurite unless `HrStorage` is set, a simulated Entra unless `GRAPH_ENDPOINT` is, and the functions
 * on a local host. What the app would read from its settings is put into this process's environment.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { log, keepIn, ports, settings } = options;
  const { env } = process;
  if (env.HrStorage) await createServiceClients({ connectionString: env.HrStorage }); // refuses what is none
  if (keepIn !== undefined) await mkdir(keepIn, { recursive: true });
  const azurite = env.HrStorage ? undefined : await startAzurite(keepIn && join(keepIn, 'azurite'), undefined, ports);
  const entra = env.GRAPH_ENDPOINT ? undefined : await startSimulation(options);
  Object.assign(env, settings);
  env.HrStorage ||= azurite?.connectionString ?? '';
  env.GRAPH_ENDPOINT ||= entra?.origin ?? '';
  env.SETTLE_SECONDS ||= '0';
  env.SUMMARY_SCHEDULE ||= '0 */15 * * * *';
  const connectionString = env.HrStorage;
  const host = startHost({
    app: loadApp(join(root, 'dist', 'functions', 'index.js'), log),
    hostJson: JSON.parse(readFileSync(join(root, 'host.json'), 'utf8')),
    connectionString,
    log,
    onFailure({ message }) {
      process.stderr.write(`The Functions host stops: ${message}.\n`);
      process.exit(exitCode.unreachable);
    },
  });
  return {
    connectionString,
    entra,
    ownsStorage: azurite !== undefined,
    host,
    async end(patience) {
      await entra?.stop();
      await azurite?.stop(patience);
    },
  };
}

async function startSimulation({ jobs, keepIn, ports, ...simulation }: StackOptions): Promise<Entra> {
  const tenant = createTenant();
  if (keepIn === undefined) {
    addProvisioningJobs(tenant, jobs);
    return await startEntra({ tenant, ...simulation });
  }
  const store = openTenantStore(keepIn, tenant);
  addProvisioningJobs(tenant, jobs);
  store.save();
  return await startEntra({
    tenant,
    ...simulation,
    ...(ports && { port: ports.entra }),
    onAnswer(answer) {
      const { status, rule, call } = answer;
      if (status === 202 && rule === undefined)
        store.addUpload({ jobId: call.job?.id ?? '', time: call.time, body: call.body });
      simulation.onAnswer?.(answer);
    },
    onElsewhere({ method, status }) {
      if (method !== 'GET' && status < 300) store.save();
    },
    onCycle(entries) {
      store.save();
      simulation.onCycle?.(entries);
    },
  });
}
