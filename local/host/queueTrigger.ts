import type { DequeuedMessageItem, QueueClient } from '@azure/storage-queue';
import type { Binding } from './core';
import type { TriggerContext } from './trigger';
import { getErrorMessage, wait } from './wait';

/** Milliseconds between two polls. Doubled after each poll without a message. */
const shortestInterval = 100;
/**
 * Seconds that a message stays invisible while it is processed, independent of host.json. Renewed
 * after half of them.
 */
const inHandSeconds = 600;

/**
 * Delivers the messages of the binding's queue. A message that keeps failing goes to
 * `<queue>-poison`.
 */
export async function runQueueTrigger({ queueName = '' }: Binding, context: TriggerContext): Promise<void> {
  const { queues, hostJson, stop, log, functionName } = context;
  const queue = queues.getQueueClient(queueName);
  await queue.createIfNotExists();
  const { batchSize: numberOfMessages = 16, maxPollingInterval = '00:01:00' } = hostJson.extensions?.queues ?? {};
  const longestInterval = secondsOf(maxPollingInterval) * 1000;
  let interval = shortestInterval;
  while (!stop.aborted) {
    try {
      const { receivedMessageItems } = await queue.receiveMessages({
        numberOfMessages,
        visibilityTimeout: inHandSeconds,
      });
      await Promise.all(receivedMessageItems.map((message) => deliver(message, queue, context)));
      if (receivedMessageItems.length > 0) {
        interval = shortestInterval;
        continue;
      }
    } catch (error) {
      log('error', `[${functionName}] polling ${queueName}: ${getErrorMessage(error)}`);
    }
    await wait(Math.min(interval, longestInterval), stop);
    interval = Math.min(interval * 2, longestInterval);
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
  const poison = async (): Promise<void> => {
    await sendPoison(messageText, queue, context);
    await queue.deleteMessage(messageId, popReceipt);
  };
  // every host that received it crashed, or its text is not base64: no function is called
  if (dequeueCount > maxDequeueCount || !isBase64(messageText)) return await poison();
  const renewal = setInterval(() => void renew(inHandSeconds).catch(() => {}), (inHandSeconds / 2) * 1000);
  try {
    await invoke({ string: Buffer.from(messageText, 'base64').toString() });
    clearInterval(renewal);
    await queue.deleteMessage(messageId, popReceipt);
  } catch (error) {
    log('error', `[${functionName}] attempt ${dequeueCount} of ${maxDequeueCount}: ${getErrorMessage(error)}`);
    if (dequeueCount < maxDequeueCount) await renew(secondsOf(visibilityTimeout));
    else await poison();
  } finally {
    clearInterval(renewal);
  }
}

async function sendPoison(messageText: string, queue: QueueClient, { queues }: TriggerContext): Promise<void> {
  const poison = queues.getQueueClient(`${queue.name}-poison`);
  await poison.createIfNotExists();
  await poison.sendMessage(messageText);
}

const isBase64 = (text: string): boolean => Buffer.from(text, 'base64').toString('base64') === text;

/** Parses a .NET TimeSpan, hh:mm:ss, into seconds. */
const secondsOf = (timeSpan: string): number =>
  timeSpan.split(':').reduce((seconds, part) => seconds * 60 + Number(part), 0);
