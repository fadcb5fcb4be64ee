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
import { addProvisioningJobs, createLocalTenant } from './createTenant';
import type { StackPorts } from './folderLock';

/** The repository's folder. */
export const root = join(__dirname, '..', '..', '..');

/** Options of the simulated Entra, and the host's log. */
export interface StackOptions
  extends Pick<EntraOptions, 'onAnswer' | 'cycleAfter' | 'onCycle' | 'fault' | 'faultElsewhere' | 'jobStatus'> {
  log: Log;
  /** The provisioning jobs of the simulated Entra. */
  jobs: readonly ProvisioningJob[];
  /** App settings, besides those of the environment. */
  settings: Readonly<Record<string, string>>;
  /** Folder in which storage and simulated Entra are saved. When absent, they are in memory. */
  keepIn?: string;
  /** Default: free ports. */
  ports?: StackPorts;
}

export interface Stack {
  connectionString: string;
  /** `undefined` when GRAPH_ENDPOINT is set. */
  entra: Entra | undefined;
  /** Whether the storage ends with the stack. */
  ownsStorage: boolean;
  host: Host;
  /** Stops everything except the host. The storage is killed after `patience` milliseconds. */
  end(patience?: number): Promise<void>;
}

/**
 * Starts the local stack: Azurite unless `HrStorage` is set, a simulated Entra unless
 * `GRAPH_ENDPOINT` is set, and the functions on a local host. Writes the app settings into this
 * process's environment.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { log, keepIn, ports, settings } = options;
  const { env } = process;
  if (env.HrStorage) await createServiceClients({ connectionString: env.HrStorage }); // throws when it is invalid
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
  const tenant = createLocalTenant();
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
