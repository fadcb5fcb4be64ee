import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { developmentToken } from '../lib/graph/tokens';
import { latest } from '../lib/ingestion/latest';
import { startAzurite } from './azurite';
import { keepTenant, restoreTenant } from './entra/keep';
import type { EntraOptions } from './entra/options';
import { type Entra, startEntra } from './entra/server';
import { newJob, type Tenant, tenantWith } from './entra/tenant';
import { type Log, loadApp } from './host/core';
import { type Host, startHost } from './host/host';

const root = join(__dirname, '..', '..');

/** The provisioning apps that the simulated tenant has, one for each feed of `mappings/`. */
export const provisioningApps = {
  employees: {
    servicePrincipalId: '11111111-1111-4111-8111-111111111111',
    jobId: 'API2AAD.00000000000040008000000000000000.11111111-1111-4111-8111-111111111111',
  },
  contractors: {
    servicePrincipalId: '22222222-2222-4222-8222-222222222222',
    jobId: 'API2AAD.00000000000040008000000000000000.22222222-2222-4222-8222-222222222222',
  },
} as const;

/** A tenant with two API-driven provisioning apps, which takes the development token. */
export function newTenant(): Tenant {
  return tenantWith(
    Object.values(provisioningApps).map(({ servicePrincipalId, jobId }) => newJob(jobId, servicePrincipalId)),
    {
      [developmentToken]: [
        'SynchronizationData-User.Upload',
        'Synchronization.Read.All',
        'Synchronization.ReadWrite.All',
        'ProvisioningLog.Read.All',
        'Application.ReadWrite.All',
        'AppRoleAssignment.ReadWrite.All',
      ],
    },
  );
}

/** How the simulated Entra is to behave, when one is started, and where the host logs. */
export interface StackOptions
  extends Pick<EntraOptions, 'onAnswer' | 'cycleAfter' | 'onCycle' | 'fault' | 'faultElsewhere'> {
  log: Log;
  /** Where storage and simulated Entra are kept for the next run; nowhere when absent. */
  keepIn?: string;
}

export interface Stack {
  connectionString: string;
  /** None when GRAPH_ENDPOINT names another. */
  entra: Entra | undefined;
  host: Host;
  /** Keeps what the simulated Entra knows, where it is to be kept. */
  keep(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts the local stack: Azurite unless `HrStorage` is set, a simulated Entra unless `GRAPH_ENDPOINT` is, and the functions
 * on a local host. What the app would read from its settings is put into this process's environment.
 */
export async function startStack({ log, keepIn, ...simulation }: StackOptions): Promise<Stack> {
  const { env } = process;
  if (keepIn !== undefined) await mkdir(keepIn, { recursive: true });
  const azurite = env.HrStorage ? undefined : await startAzurite(keepIn && join(keepIn, 'azurite'));
  const entra = env.GRAPH_ENDPOINT ? undefined : await startSimulation(simulation, keepIn);
  env.HrStorage ||= azurite?.connectionString ?? '';
  env.GRAPH_ENDPOINT ||= entra?.origin ?? '';
  env.SETTLE_SECONDS ||= '0';
  env.SUMMARY_SCHEDULE ||= '0 */15 * * * *';
  env.MAPPINGS ||= join(root, 'mappings');
  for (const [feed, { servicePrincipalId, jobId }] of Object.entries(provisioningApps)) {
    env[`${feed.toUpperCase()}_SERVICE_PRINCIPAL_ID`] ||= servicePrincipalId;
    env[`${feed.toUpperCase()}_JOB_ID`] ||= jobId;
  }
  const connectionString = env.HrStorage;
  const host = startHost({
    app: loadApp(join(root, 'dist', 'functions', 'index.js'), log),
    hostJson: JSON.parse(readFileSync(join(root, 'host.json'), 'utf8')),
    connectionString,
    log,
  });
  const keep = latest<void>(async () => {
    if (entra !== undefined && keepIn !== undefined) await keepTenant(tenantFile(keepIn), entra.tenant);
  });
  return {
    connectionString,
    entra,
    host,
    keep,
    async stop() {
      await host.stop();
      await keep();
      await entra?.stop();
      await azurite?.stop();
    },
  };
}

const tenantFile = (folder: string): string => join(folder, 'entra.bin');

async function startSimulation(simulation: Omit<EntraOptions, 'tenant'>, keepIn: string | undefined): Promise<Entra> {
  const tenant = newTenant();
  if (keepIn !== undefined) await restoreTenant(tenantFile(keepIn), tenant);
  return await startEntra({ tenant, ...simulation });
}
