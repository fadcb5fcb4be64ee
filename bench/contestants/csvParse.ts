import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';

/** csv-parse alone: every record as an array, thrown away. */
export const run = (file: string): Promise<void> =>
  pipeline(createReadStream(file), parse(), async (records: AsyncIterable<unknown>) => {
    for await (const _ of records);
  });
