import { developmentToken } from '../../lib/graph/tokens';
import { type Answer, type Entra, type Fault, startEntra } from '../../local/entra/server';
import type { Job } from '../../local/entra/tenant';

export const servicePrincipalId = 'app-1';
export const jobId = 'job-1';

const newJob = (id: string): Job => ({ id, servicePrincipalId, status: 'Active', accounts: new Map() });

export interface TestEntra {
  origin: string;
  /** Every bulkUpload call that was answered, faults included. */
  answers: Answer[];
  /** The bodies that were accepted, in order of arrival. */
  accepted(): string[];
  /** The externalIds that the first job knows. */
  people(): string[];
  /** Takes the permission to upload away, or gives it back. */
  permit(permissions: readonly string[]): void;
  /** Asked before each call since the last `forget()`, which are counted from 1. */
  fault: (number: number) => Fault | undefined;
  /** Forgets calls, people and faults. */
  forget(): void;
  stop(): Promise<void>;
}

/** A simulated Entra that remembers what it was sent. Its limits do not slow a test down. */
export async function startTestEntra(jobs: readonly string[] = [jobId]): Promise<TestEntra> {
  let before = 0;
  const test: Omit<TestEntra, 'origin' | 'stop'> = {
    answers: [],
    accepted: () => test.answers.filter(({ status }) => status === 202).map(({ call }) => call.body),
    people: () => [...(entra.tenant.jobs[0]?.accounts.keys() ?? [])],
    permit: (permissions) => {
      entra.tenant.tokens[developmentToken] = permissions;
    },
    fault: () => undefined,
    forget() {
      before = calls;
      test.answers = [];
      test.fault = () => undefined;
      for (const job of entra.tenant.jobs) job.accounts.clear();
    },
  };
  let calls = 0;
  const entra: Entra = await startEntra({
    tenant: {
      jobs: jobs.map(newJob),
      tokens: { [developmentToken]: ['SynchronizationData-User.Upload', 'Synchronization.Read.All'] },
      limits: { callsPer5Seconds: 100_000, callsPerDay: 1_000_000 },
      calls: [],
    },
    onAnswer: (answer) => void test.answers.push(answer),
    fault: (number) => {
      calls = number;
      return test.fault(number - before);
    },
  });
  return Object.assign(test, { origin: entra.origin, stop: entra.stop });
}
