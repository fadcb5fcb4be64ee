import type { GraphClient } from '../../graph/client/client';
import type { StateChangeOptions } from '../feed/changeState';

export interface DeliverOptions extends StateChangeOptions {
  /** Looks after jobs. */
  graph: GraphClient;
  /** A client whose calls the quota's ledger counts. */
  uploads: GraphClient;
  /**
   * Milliseconds after which it gives up a call: no call begins with less of the job's lock left.
   */
  uploadTimeout: number;
  /** Ends the upload cleanly. */
  stop: AbortSignal;
  shutdown: Shutdown;
  /** The tenant's quota of calls in 24 hours. */
  callsPerDay: number;
}

/** The end of the host, which does not wait for long. */
export interface Shutdown {
  /** No further call begins. */
  requested: AbortSignal;
  /** Calls that are still in flight are given up, although Entra may have accepted them. */
  overdue: AbortSignal;
}
