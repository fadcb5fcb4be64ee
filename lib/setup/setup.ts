import type { GraphClient } from '../graph/client/client';
import type { Clock } from '../graph/clock';
import type { ProvisioningJob } from '../graph/provisioning/jobs';
import type { NewAttribute } from '../graph/provisioning/sourceAttributes';

/** How everything is to be. */
export interface Wishes {
  /** Ids that the mapping gives. */
  servicePrincipalId: string | undefined;
  jobId: string | undefined;
  /** Display name of the provisioning app, by which it is found, or added from the gallery. */
  name: string;
  onPremises: boolean;
  notificationEmail: string;
  /** So many deletions in one cycle stop the job. */
  /** So many accidental deletions stop the job; what is set stays, or 500, when absent. */
  deletionThreshold: number | undefined;
  /** Attributes of schema extensions that the job's schema must have. */
  attributes: readonly NewAttribute[];
  /** Object id of the managed identity that uploads. */
  managedIdentity: string | undefined;
  /** A certificate for use outside Azure: its PEM file, and the app registration that it signs in as. */
  certificate: { file: string; appName: string } | undefined;
}

/** What each step works with. */
export interface Setup {
  wishes: Wishes;
  graph: GraphClient;
  clock: Clock;
  /** Changes a job's schema at a moment when that can purge nothing. */
  whileNobodyUploads(job: ProvisioningJob, put: () => Promise<void>): Promise<void>;
  /** What is there already; what is missing is put in as the plan is carried out. */
  known: Known;
}

export interface Known {
  servicePrincipalId?: string;
  jobId?: string;
  /** The app registration of the certificate. */
  client?: Client;
}

export interface Client {
  /** Object id of the registration. */
  applicationId: string;
  /** Application id. */
  clientId: string;
  /** Object id and tenant of its service principal. */
  servicePrincipalId?: string;
  tenantId?: string;
}

/** One thing that differs from how it is to be. */
export interface Change {
  /** In the imperative, for a plan. */
  what: string;
  apply(): Promise<void>;
}

/** An id that an earlier step found or made. */
export function knownId(id: string | undefined): string {
  if (id === undefined) throw new TypeError('a step came before the one that makes what it needs');
  return id;
}

export const knownJob = ({ known }: Setup): ProvisioningJob => ({
  servicePrincipalId: knownId(known.servicePrincipalId),
  jobId: knownId(known.jobId),
});
