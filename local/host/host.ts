import { setTimeout as sleep } from 'node:timers/promises';
import { BlobServiceClient } from '@azure/storage-blob';
import { QueueServiceClient } from '@azure/storage-queue';
import { blobTrigger } from './blobTrigger';
import { checkStorage } from './checkStorage';
import type { LoadedApp, Log, RegisteredFunction } from './core';
import { invoke, triggerOf } from './invoke';
import { queueTrigger } from './queueTrigger';
import { timerData, timerTrigger } from './timerTrigger';
import type { HostJson, TriggerContext } from './trigger';

export interface HostOptions {
  app: LoadedApp;
  /** The parsed host.json. */
  hostJson: HostJson;
  /**
   * Connection string of every storage binding. Without one, functions with such a binding do not
   * run.
   */
  connectionString: string;
  log: Log;
  /** How long the storage may take to answer at start, in milliseconds. */
  storageTimeout?: number;
  /** Called when the storage refuses or does not answer at start: no function runs then. */
  onFailure?: (error: Error) => void;
}

export interface Host {
  functionNames: readonly string[];
  /** Runs a timer's function now, as the host's admin endpoint does; its failure comes out. */
  run(name: string): Promise<void>;
  /** Stops the triggers and waits for all invocations, however long they take. */
  drain(): Promise<void>;
  /**
   * Ends as on SIGTERM: stops the triggers, runs the appTerminate hooks, and returns within
   * seconds.
   */
  stop(): Promise<void>;
}

/** How long the real host waits for a storage that does not answer at start, in milliseconds. */
const defaultStorageTimeout = 25_000;
/** What is left for invocations after the appTerminate hooks, in milliseconds. */
const terminationPatience = 1000;

/** A function is switched off by a setting, as in Azure. */
const isEnabled = ({ name }: RegisteredFunction): boolean => process.env[`AzureWebJobs.${name}.Disabled`] !== 'true';

const storageTriggers: Record<string, typeof queueTrigger> = { blobTrigger, queueTrigger };

/** The real host ends its process, and says why in its own log only. */
const endProcess = ({ message }: Error): void => {
  process.stderr.write(`The Functions host stops: ${message}.\n`);
  process.exit(1);
};

/**
 * Runs an app's real functions on their real triggers: a stand-in for the Azure Functions host on a
 * laptop.
 */
export function startHost(options: HostOptions): Host {
  const { app, log, connectionString, onFailure = endProcess } = options;
  const stopping = new AbortController();
  const storage = connectionString === '' ? undefined : storageOf(connectionString);
  const running = startTriggers(options, storage, stopping.signal).catch((error: Error) => {
    stopping.abort();
    onFailure(error);
  });
  const asked = new Set<Promise<void>>();
  const drain = async (): Promise<void> => {
    stopping.abort();
    await Promise.all([running, Promise.allSettled(asked)]);
  };
  return {
    functionNames: app.functions.map(({ name }) => name),
    async run(name) {
      const registered = app.functions.find((registered) => registered.name === name);
      if (registered === undefined) throw new TypeError(`there is no function ${name}`);
      const run = invoke(app, registered, timerData(), log).finally(() => asked.delete(run));
      asked.add(run);
      await run;
    },
    drain,
    async stop() {
      const drained = drain();
      await app.terminate();
      await Promise.race([drained, sleep(terminationPatience)]);
    },
  };
}

type StorageClients = Pick<TriggerContext, 'blobs' | 'queues'>;

const storageOf = (connectionString: string): StorageClients => ({
  blobs: BlobServiceClient.fromConnectionString(connectionString),
  queues: QueueServiceClient.fromConnectionString(connectionString),
});

/**
 * Starts every enabled function's trigger once the storage has answered; returns when all of them
 * have stopped.
 */
async function startTriggers(
  { app, hostJson, log, storageTimeout: timeout = defaultStorageTimeout }: HostOptions,
  storage: StorageClients | undefined,
  stop: AbortSignal,
): Promise<void> {
  if (storage !== undefined) await checkStorage(storage, { timeout, stop });
  const start = async (registered: RegisteredFunction): Promise<void> => {
    const { name: functionName } = registered;
    const binding = triggerOf(registered.bindings);
    const run = (data: Record<string, unknown>): Promise<void> => invoke(app, registered, data, log);
    const context = { functionName, invoke: run, hostJson, stop, log };
    if (binding.type === 'timerTrigger') return await timerTrigger(binding, context);
    const trigger = storageTriggers[binding.type];
    if (trigger === undefined) throw new TypeError(`${functionName}: the local host has no ${binding.type}`);
    if (storage === undefined)
      return log('error', `[${functionName}] the app setting ${binding.connection} is not set: it never runs`);
    await trigger(binding, { ...context, ...storage });
  };
  await Promise.all(app.functions.filter(isEnabled).map(start));
}
