import type { Binding } from './core';
import type { TriggerContext } from './trigger';
import { getErrorMessage, wait } from './wait';

const pollInterval = 300;

interface Delivery {
  name: string;
  etag: string;
}

/**
 * Delivers every version of every blob in the binding's container, with the concurrency of
 * host.json. Like Event Grid, it may deliver a version twice (after a restart). A failed handler is
 * called again without delay. After the last attempt, a message is sent to the poison queue.
 */
export async function runBlobTrigger({ path = '' }: Binding, context: TriggerContext): Promise<void> {
  const container = path.split('/', 1)[0] ?? '';
  const seen = new Map<string, string>();
  const running = new Set<Promise<void>>();
  const { blobs, stop, log, functionName, hostJson } = context;
  const { maxDegreeOfParallelism = 1 } = hostJson.extensions?.blobs ?? {};
  const client = blobs.getContainerClient(container);
  await client.createIfNotExists();
  while (!stop.aborted) {
    try {
      for await (const { name, properties } of client.listBlobsFlat()) {
        if (stop.aborted || seen.get(name) === properties.etag) continue;
        const delivery = deliver({ name, etag: properties.etag }, container, context)
          .catch((error: unknown) => {
            log('error', `[${functionName}] delivering ${container}: ${getErrorMessage(error)}`);
            seen.delete(name); // it is delivered again
          })
          .finally(() => running.delete(delivery));
        running.add(delivery);
        seen.set(name, properties.etag);
        if (running.size >= maxDegreeOfParallelism) await Promise.race(running);
      }
    } catch (error) {
      log('error', `[${functionName}] polling ${container}: ${getErrorMessage(error)}`);
    }
    await wait(pollInterval, stop);
  }
  await Promise.allSettled(running);
}

async function deliver({ name, etag }: Delivery, container: string, context: TriggerContext): Promise<void> {
  const { invoke, queues, hostJson, stop, log, functionName } = context;
  const attempts = hostJson.extensions?.blobs?.poisonBlobThreshold ?? 5;
  const content = Buffer.from(JSON.stringify({ Connection: 'HrStorage', ContainerName: container, BlobName: name }));
  const modelBindingData = { version: '1.0', source: 'AzureStorageBlobs', contentType: 'application/json', content };
  for (let attempt = 1; attempt <= attempts; attempt++) {
    try {
      return await invoke({ modelBindingData });
    } catch (error) {
      log('error', `[${functionName}] attempt ${attempt} of ${attempts}: ${getErrorMessage(error)}`);
      if (stop.aborted) return;
    }
  }
  const poison = queues.getQueueClient('webjobs-blobtrigger-poison');
  await poison.createIfNotExists();
  const message = {
    Type: 'BlobTrigger',
    FunctionId: `Host.Functions.${functionName}`,
    BlobType: 'Block',
    ContainerName: container,
    BlobName: name,
    ETag: etag,
  };
  await poison.sendMessage(Buffer.from(JSON.stringify(message)).toString('base64'));
}
