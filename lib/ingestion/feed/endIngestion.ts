import { type Checkpoint, readCheckpoint } from '../checkpoint';
import type { Ingestion } from '../ingestion';
import { isWholePlanSettled, type SavedPlan } from '../plan';
import { type EndState, isEnded, isSending, type State } from '../states';
import { withLease } from '../storage/lease';
import { changeState, type StateChange, type StateChangeOptions, unblockFeed } from './changeState';
import { readFeed, requestStop, type StopRequest, updateFeed } from './feedState';
import type { NextState } from './nextState';

export interface EndOptions extends StateChangeOptions {
  /**
   * Records that the whole plan of an ingestion was accepted; without it, the app does that later.
   */
  complete?: (ingestion: Ingestion, plan: SavedPlan, checkpoint: Checkpoint) => Promise<StateChange>;
  /** How long to wait for a worker that has the ingestion's lock, in milliseconds. */
  patience?: number;
}

const defaultPatience = 5000;

/**
 * Ends an ingestion from outside. A worker that sends it is not overtaken: it sees the request
 * before its next call, stops, and ends the ingestion itself. One whose whole plan was accepted
 * ends `accepted`.
 * @returns the state in which it ended; `undefined` when that is still to come
 */
export async function endIngestion(
  ingestion: Ingestion,
  { state, reasons }: StopRequest,
  { patience = defaultPatience, ...options }: EndOptions,
): Promise<State | undefined> {
  const { id, feed, folder, storage } = ingestion;
  const request: StopRequest = { state, reasons };
  await updateFeed(feed, storage, (current) => requestStop(current, id, request));
  const end = (): Promise<State | undefined> => endIdle(ingestion, request, options);
  if (!isSending(await readCheckpoint(ingestion))) return await end(); // from now on it cannot send
  return await withLease(`${folder}/lock`, storage, end, { patience });
}

/** Ends an ingestion of which nobody sends a request. */
async function endIdle(
  ingestion: Ingestion,
  request: StopRequest,
  { complete, ...options }: EndOptions,
): Promise<State | undefined> {
  const checkpoint = await readCheckpoint(ingestion);
  if (isEnded(checkpoint)) {
    await unblockFeed(ingestion, options.clock);
    return checkpoint.state;
  }
  const plan = await ingestion.documents.read<SavedPlan>('plan');
  const isComplete = plan !== undefined && isWholePlanSettled(checkpoint, plan);
  if (isComplete && complete === undefined) return undefined;
  const change = isComplete && complete !== undefined ? await complete(ingestion, plan, checkpoint) : request;
  return (await changeState(ingestion, { ...change, begun: 0 }, options)).state;
}

/** The end that somebody has requested for an ingestion which a worker was at work on. */
export async function readStopRequest({ id, feed, storage }: Ingestion): Promise<NextState<EndState> | undefined> {
  const { stopping = {} } = await readFeed(feed, storage);
  const request = Object.hasOwn(stopping, id) ? stopping[id] : undefined;
  return request && { ...request, begun: 0 };
}

/**
 * The state that a worker's attempt leads to: a requested stop comes before anything but an end.
 */
export async function applyStopRequest(ingestion: Ingestion, next: NextState): Promise<NextState> {
  const ends = isEnded({ ...(await readCheckpoint(ingestion)), ...next });
  return ends ? next : ((await readStopRequest(ingestion)) ?? next);
}
