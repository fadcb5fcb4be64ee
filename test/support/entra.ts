import { developmentToken } from '../../lib/graph/client/tokens';
import type { Fault, UploadAnswer } from '../../local/entra/options';
import { type Entra, startEntra } from '../../local/entra/server';
import { createJob, createTenant, listPeople, type Tenant } from '../../local/entra/tenant/tenant';

export const servicePrincipalId = 'app-1';
export const jobId = 'job-1';

/** What the simulated Entra's callers may do, unless a test says otherwise. */
export const permissions = [
  'SynchronizationData-User.Upload',
  'Synchronization.Read.All',
  'Synchronization.ReadWrite.All',
  'ProvisioningLog.Read.All',
];

export interface TestEntra {
  origin: string;
  /** Its jobs, limits and provisioning log. */
  tenant: Tenant;
  /** Provisions what is staged; gives how many log entries that wrote. */
  runCycles(): number;
  /**
   * Every bulkUpload call that was answered, faults included, and when (milliseconds; `call.time`
   * is when it came).
   */
  answers: (UploadAnswer & { at: number })[];
  /** The bodies that were accepted, in order of arrival. */
  accepted(): string[];
  /** The externalIds that the first job knows. */
  people(): string[];
  /** Takes the permission to upload away, or gives it back. */
  permit(permissions: readonly string[]): void;
  /** Milliseconds since 1970: the clock of the simulated tenant. */
  now: () => number;
  /** Asked before each call since the last `forget()`, which are counted from 1. */
  fault: (number: number) => Fault | undefined;
  /** Forgets calls, people, faults and the provisioning log. */
  forget(): void;
  stop(): Promise<void>;
}

/** A simulated Entra that remembers what it was sent. Its limits do not slow a test down. */
export async function startTestEntra(jobs: readonly string[] = [jobId]): Promise<TestEntra> {
  let before = 0;
  const test: Omit<TestEntra, 'origin' | 'tenant' | 'runCycles' | 'stop'> = {
    answers: [],
    accepted: () => test.answers.filter(({ status }) => status === 202).map(({ call }) => call.body),
    people: () => entra.tenant.jobs.slice(0, 1).flatMap(listPeople),
    permit: (granted) => {
      entra.tenant.tokens[developmentToken] = granted;
    },
    now: () => Date.now(),
    fault: () => undefined,
    forget() {
      before = calls;
      test.answers = [];
      test.fault = () => undefined;
      for (const job of entra.tenant.jobs) Object.assign(job, createJob(job.id, servicePrincipalId));
      Object.assign(entra.tenant, { log: [], logCalls: [] });
    },
  };
  let calls = 0;
  const tenant = createTenant(
    jobs.map((id) => createJob(id, servicePrincipalId)),
    { [developmentToken]: permissions },
  );
  tenant.limits = { callsPer5Seconds: 100_000, callsPerDay: 1_000_000, logCallsPer10Seconds: 100_000 };
  const entra: Entra = await startEntra({
    tenant,
    onAnswer: (answer) => void test.answers.push({ ...answer, at: test.now() }),
    now: () => test.now(),
    fault: (number) => {
      calls = number;
      return test.fault(number - before);
    },
  });
  return Object.assign(test, entra);
}
