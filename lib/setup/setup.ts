import type { GraphClient } from '../graph/client/client';
import type { Clock } from '../graph/clock';
import type { ProvisioningJob } from '../graph/provisioning/jobs';
import type { NewAttribute } from '../graph/provisioning/sourceAttributes';

/** The desired state. */
export interface DesiredSetup {
  /** Ids in the mapping. */
  servicePrincipalId: string | undefined;
  jobId: string | undefined;
  /** Display name of the provisioning app. The app is found by it, or added from the gallery. */
  name: string;
  onPremises: boolean;
  notificationEmail: string;
  /**
   * The job stops at this number of accidental deletions. When absent, the current value stays, or
   * 500.
   */
  deletionThreshold: number | undefined;
  /** Attributes of schema extensions that the job's schema needs. */
  attributes: readonly NewAttribute[];
  /** Object id of the managed identity that uploads. */
  managedIdentity: string | undefined;
  /** A certificate for use outside Azure: its PEM file, and the name of its app registration. */
  certificate: { file: string; appName: string } | undefined;
}

/** The input of each step. */
export interface Setup {
  desired: DesiredSetup;
  graph: GraphClient;
  clock: Clock;
  /** Changes a job's schema while no upload to the job can start. */
  withUploadsBlocked(job: ProvisioningJob, put: () => Promise<void>): Promise<void>;
  /** The objects that exist. Objects that the plan creates are added. */
  known: KnownObjects;
}

export interface KnownObjects {
  servicePrincipalId?: string;
  jobId?: string;
  /** The app registration of the certificate. */
  client?: ClientRegistration;
}

export interface ClientRegistration {
  /** Object id of the registration. */
  applicationId: string;
  /** Application id. */
  clientId: string;
  /** Object id and tenant of its service principal. */
  servicePrincipalId?: string;
  tenantId?: string;
}

/** One difference from the desired state. */
export interface SetupChange {
  /** What to do, in the imperative. */
  what: string;
  apply(): Promise<void>;
}

/** Returns an id that an earlier step found or created. */
export function requireId(id: string | undefined): string {
  if (id === undefined) throw new TypeError('a step ran before the step that creates what it needs');
  return id;
}

export const requireJob = ({ known }: Setup): ProvisioningJob => ({
  servicePrincipalId: requireId(known.servicePrincipalId),
  jobId: requireId(known.jobId),
});
