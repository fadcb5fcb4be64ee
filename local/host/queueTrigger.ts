import type { DequeuedMessageItem, QueueClient } from '@azure/storage-queue';
import type { Binding } from './core';
import type { TriggerContext } from './trigger';
import { messageOf, wait } from './wait';

const pollInterval = 300;
/** How long a message stays invisible while it is worked on, in seconds; renewed at half of it. */
const lease = 60;

/** Delivers the binding's queue's messages; one whose handler keeps failing goes to `<queue>-poison`. */
export async function queueTrigger({ queueName = '' }: Binding, context: TriggerContext): Promise<void> {
  const { queues, hostJson, stop, log, functionName } = context;
  const queue = queues.getQueueClient(queueName);
  await queue.createIfNotExists();
  const numberOfMessages = hostJson.extensions?.queues?.batchSize ?? 16;
  while (!stop.aborted) {
    try {
      const { receivedMessageItems } = await queue.receiveMessages({ numberOfMessages, visibilityTimeout: lease });
      await Promise.all(receivedMessageItems.map((message) => deliver(message, queue, context)));
      if (receivedMessageItems.length > 0) continue;
    } catch (error) {
      log('error', `[${functionName}] polling ${queueName}: ${messageOf(error)}`);
    }
    await wait(pollInterval, stop);
  }
}

async function deliver(message: DequeuedMessageItem, queue: QueueClient, context: TriggerContext): Promise<void> {
  const { invoke, hostJson, log, functionName } = context;
  const { maxDequeueCount = 5, visibilityTimeout = '00:00:00' } = hostJson.extensions?.queues ?? {};
  const { messageId, messageText, dequeueCount } = message;
  let { popReceipt } = message;
  const renew = async (seconds: number): Promise<void> => {
    const renewed = await queue.updateMessage(messageId, popReceipt, messageText, seconds);
    popReceipt = renewed.popReceipt ?? popReceipt;
  };
  const renewal = setInterval(() => void renew(lease).catch(() => {}), (lease / 2) * 1000);
  try {
    await invoke({ string: Buffer.from(messageText, 'base64').toString() });
    clearInterval(renewal);
    await queue.deleteMessage(messageId, popReceipt);
  } catch (error) {
    log('error', `[${functionName}] attempt ${dequeueCount} of ${maxDequeueCount}: ${messageOf(error)}`);
    if (dequeueCount < maxDequeueCount) return await renew(secondsOf(visibilityTimeout));
    const poison = context.queues.getQueueClient(`${queue.name}-poison`);
    await poison.createIfNotExists();
    await poison.sendMessage(messageText);
    await queue.deleteMessage(messageId, popReceipt);
  } finally {
    clearInterval(renewal);
  }
}

/** A .NET TimeSpan, hh:mm:ss, in seconds. */
const secondsOf = (timeSpan: string): number =>
  timeSpan.split(':').reduce((seconds, part) => seconds * 60 + Number(part), 0);
