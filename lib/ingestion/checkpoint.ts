import type { RefusedRecord } from '../graph/bulkUpload';
import { isStatus, type Storage } from './storage';

/** The states that are built so far (contract, section 3). */
export type State = 'inspecting' | 'rejected' | 'uploading' | 'waiting' | 'accepted' | 'superseded' | 'failed';

export interface Reason {
  code: string;
  message: string;
}

/** How far an upload came: a prefix of the plan's requests. Larger `settled` knows all that a smaller one knows. */
export interface Progress {
  /** Requests from the start of the plan that are done with. */
  settled: number;
  /** Those of them of which Entra accepted anything. */
  accepted: number;
  /** The records in them that Entra refused. */
  refused: readonly RefusedRecord[];
}

export interface Checkpoint extends Progress {
  state: State;
  reasons: readonly Reason[];
  /** Invocations that began since the last one that made progress or stopped cleanly: more than a few are crashes. */
  begun: number;
  /** Since when nothing but transient errors came, ISO 8601. */
  troubledSince?: string;
  inspectedAt?: string;
  acceptedAt?: string;
}

export const newCheckpoint: Checkpoint = {
  state: 'inspecting',
  reasons: [],
  settled: 0,
  accepted: 0,
  refused: [],
  begun: 0,
};

export const isEnded = ({ state }: Checkpoint): boolean =>
  ['rejected', 'accepted', 'superseded', 'failed'].includes(state);

/** The furthest of two; deliveries of one file may run beside each other. */
export const furthest = (a: Progress, b: Progress): Progress => {
  const { settled, accepted, refused } = b.settled > a.settled ? b : a;
  return { settled, accepted, refused };
};

/** JSON documents of one ingestion in `ingestion-state`. */
export interface StateStore {
  read<T>(name: string): Promise<T | undefined>;
  write(name: string, value: unknown): Promise<void>;
  /** Changes a document as if nobody else did: read, change, write unless it was written meanwhile, or again. */
  update<T>(name: string, change: (current: T | undefined) => T): Promise<T>;
}

export function stateStore(folder: string, { state }: Storage): StateStore {
  const blobOf = (name: string) => state.getBlockBlobClient(`${folder}/${name}.json`);
  const put = async (
    name: string,
    value: unknown,
    conditions: { ifMatch?: string; ifNoneMatch?: string },
  ): Promise<void> => {
    const text = JSON.stringify(value);
    await blobOf(name).upload(text, Buffer.byteLength(text), {
      conditions,
      blobHTTPHeaders: { blobContentType: 'application/json' },
    });
  };
  const get = async <T>(name: string): Promise<{ value: T; etag: string } | undefined> => {
    try {
      const response = await blobOf(name).download();
      const chunks: Buffer[] = [];
      for await (const chunk of response.readableStreamBody as AsyncIterable<Buffer>) chunks.push(chunk);
      return { value: JSON.parse(Buffer.concat(chunks).toString()) as T, etag: response.etag ?? '' };
    } catch (error) {
      if (isStatus(error, 404)) return undefined;
      throw error;
    }
  };
  return {
    read: async <T>(name: string) => (await get<T>(name))?.value,
    write: (name, value) => put(name, value, {}),
    async update<T>(name: string, change: (current: T | undefined) => T) {
      for (;;) {
        const current = await get<T>(name);
        const next = change(current?.value);
        try {
          await put(name, next, current === undefined ? { ifNoneMatch: '*' } : { ifMatch: current.etag });
          return next;
        } catch (error) {
          if (!isStatus(error, 409, 412)) throw error;
        }
      }
    },
  };
}
