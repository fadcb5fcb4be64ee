import { setTimeout as sleep } from 'node:timers/promises';
import { BlobServiceClient } from '@azure/storage-blob';
import { QueueServiceClient } from '@azure/storage-queue';
import { runBlobTrigger } from './blobTrigger';
import { checkStorage } from './checkStorage';
import type { LoadedApp, Log, RegisteredFunction } from './core';
import { findTrigger, invokeFunction } from './invoke';
import { runQueueTrigger } from './queueTrigger';
import { createTimerData, runTimerTrigger } from './timerTrigger';
import type { HostJson, TriggerContext } from './trigger';

export interface HostOptions {
  app: LoadedApp;
  /** The parsed host.json. */
  hostJson: HostJson;
  /**
   * Connection string of all storage bindings. Without it, functions with such a binding do not
   * run.
   */
  connectionString: string;
  log: Log;
  /** Timeout of the storage at start, in milliseconds. */
  storageTimeout?: number;
  /** Called when the storage refuses or does not answer at start. No function runs then. */
  onFailure?: (error: Error) => void;
}

export interface Host {
  functionNames: readonly string[];
  /** Runs a timer's function now, like the host's admin endpoint. Rejects when it fails. */
  run(name: string): Promise<void>;
  /** Stops the triggers and waits for all invocations without a time limit. */
  drain(): Promise<void>;
  /**
   * Ends as on SIGTERM: stops the triggers, runs the appTerminate hooks, and returns within
   * seconds.
   */
  stop(): Promise<void>;
}

/** The real host's timeout of the storage at start, in milliseconds. */
const defaultStorageTimeout = 25_000;
/** Time for invocations after the appTerminate hooks, in milliseconds. */
const terminationPatience = 1000;

/** Whether a function is enabled. A setting can disable it, as in Azure. */
const isEnabled = ({ name }: RegisteredFunction): boolean => process.env[`AzureWebJobs.${name}.Disabled`] !== 'true';

const storageTriggers: Record<string, typeof runQueueTrigger> = {
  blobTrigger: runBlobTrigger,
  queueTrigger: runQueueTrigger,
};

/** Ends the process. The real host writes the reason to its own log only. */
const endProcess = ({ message }: Error): void => {
  process.stderr.write(`The Functions host stops: ${message}.\n`);
  process.exit(1);
};

/** Runs an app's functions on their triggers: a local replacement for the Azure Functions host. */
export function startHost(options: HostOptions): Host {
  const { app, log, connectionString, onFailure = endProcess } = options;
  const stopping = new AbortController();
  const storage = connectionString === '' ? undefined : findStorage(connectionString);
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
      const run = invokeFunction(app, registered, createTimerData(), log).finally(() => asked.delete(run));
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

const findStorage = (connectionString: string): StorageClients => ({
  blobs: BlobServiceClient.fromConnectionString(connectionString),
  queues: QueueServiceClient.fromConnectionString(connectionString),
});

/**
 * Starts the triggers of all enabled functions after the storage has answered. Returns when all of
 * them have stopped.
 */
async function startTriggers(
  { app, hostJson, log, storageTimeout: timeout = defaultStorageTimeout }: HostOptions,
  storage: StorageClients | undefined,
  stop: AbortSignal,
): Promise<void> {
  if (storage !== undefined) await checkStorage(storage, { timeout, stop });
  const start = async (registered: RegisteredFunction): Promise<void> => {
    const { name: functionName } = registered;
    const binding = findTrigger(registered.bindings);
    const run = (data: Record<string, unknown>): Promise<void> => invokeFunction(app, registered, data, log);
    const context = { functionName, invoke: run, hostJson, stop, log };
    if (binding.type === 'timerTrigger') return await runTimerTrigger(binding, context);
    const trigger = storageTriggers[binding.type];
    if (trigger === undefined) throw new TypeError(`${functionName}: the local host has no ${binding.type}`);
    if (storage === undefined)
      return log(
        'error',
        `[${functionName}] the app setting ${binding.connection} is not set, so the function never runs`,
      );
    await trigger(binding, { ...context, ...storage });
  };
  await Promise.all(app.functions.filter(isEnabled).map(start));
}
