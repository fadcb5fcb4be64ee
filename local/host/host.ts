import { setTimeout as sleep } from 'node:timers/promises';
import { BlobServiceClient } from '@azure/storage-blob';
import { QueueServiceClient } from '@azure/storage-queue';
import { blobTrigger } from './blobTrigger';
import type { LoadedApp, Log, RegisteredFunction } from './core';
import { invoke, triggerOf } from './invoke';
import { queueTrigger } from './queueTrigger';
import { timerData, timerTrigger } from './timerTrigger';
import type { HostJson } from './trigger';

export interface HostOptions {
  app: LoadedApp;
  /** The parsed host.json. */
  hostJson: HostJson;
  /** Connection string of every storage binding. */
  connectionString: string;
  log: Log;
}

export interface Host {
  functionNames: readonly string[];
  /** Runs a timer's function now, as the host's admin endpoint does; its failure comes out. */
  run(name: string): Promise<void>;
  /** Stops the triggers and waits for all invocations, however long they take. */
  drain(): Promise<void>;
  /** Ends as on SIGTERM: stops the triggers, runs the appTerminate hooks, and returns within seconds. */
  stop(): Promise<void>;
}

/** What is left for invocations after the appTerminate hooks, in milliseconds. */
const terminationPatience = 1000;

/** A function is switched off by a setting, as in Azure. */
const isEnabled = ({ name }: RegisteredFunction): boolean => process.env[`AzureWebJobs.${name}.Disabled`] !== 'true';

const triggers = { blobTrigger, queueTrigger, timerTrigger };

/** Runs an app's real functions on their real triggers: a stand-in for the Azure Functions host on a laptop. */
export function startHost({ app, hostJson, connectionString, log }: HostOptions): Host {
  const stopping = new AbortController();
  const storage = {
    blobs: BlobServiceClient.fromConnectionString(connectionString),
    queues: QueueServiceClient.fromConnectionString(connectionString),
  };
  const start = (registered: RegisteredFunction): Promise<void> => {
    const binding = triggerOf(registered.bindings);
    const trigger = Object.hasOwn(triggers, binding.type) ? triggers[binding.type as keyof typeof triggers] : undefined;
    if (trigger === undefined) throw new TypeError(`${registered.name}: the local host has no ${binding.type}`);
    const run = (data: Record<string, unknown>): Promise<void> => invoke(app, registered, data, log);
    return trigger(binding, {
      ...storage,
      functionName: registered.name,
      invoke: run,
      hostJson,
      stop: stopping.signal,
      log,
    });
  };
  const running = app.functions.filter(isEnabled).map(start);
  const asked = new Set<Promise<void>>();
  const drain = async (): Promise<void> => {
    stopping.abort();
    await Promise.all([...running, Promise.allSettled(asked)]);
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
