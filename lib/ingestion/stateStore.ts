import { isStatus, type Storage } from './storage';

/** JSON documents in one folder of `ingestion-state`. */
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
