import Module from 'node:module';

/** A function as `app.storageBlob()` and similar calls register it. */
export interface RegisteredFunction {
  name: string;
  bindings: Record<string, Binding>;
  handler: (...args: unknown[]) => unknown;
}

export interface Binding {
  type: string;
  direction: string;
  name: string;
  path?: string;
  queueName?: string;
  connection?: string;
  schedule?: string;
  sdkBinding?: boolean;
}

/** The library's part of an invocation. */
interface InvocationModel {
  getArguments(): Promise<{ context: unknown; inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], handler: RegisteredFunction['handler']): Promise<unknown>;
  getResponse(context: unknown, result: unknown): Promise<unknown>;
}

interface ProgrammingModel {
  getInvocationModel(context: unknown): InvocationModel;
  getCapabilities(capabilities: Record<string, string>): unknown;
}

export type Log = (level: string, message: string) => void;

export interface LoadedApp {
  functions: readonly RegisteredFunction[];
  model: ProgrammingModel;
  /** Runs the appTerminate hooks, like the worker when the host ends it. */
  terminate(): Promise<void>;
}

type Hook = (context: Record<string, unknown>) => unknown;

const moduleName = '@azure/functions-core';

/**
 * Loads an app's entry file like Microsoft's Node.js worker: `@azure/functions` requires
 * `@azure/functions-core`, a module that exists only inside the worker and is supplied here.
 */
export function loadApp(entryFile: string, log: Log): LoadedApp {
  const functions: RegisteredFunction[] = [];
  const terminateHooks = new Set<Hook>();
  let model: ProgrammingModel | undefined;
  const core = {
    version: '3.9.1',
    hostVersion: '4.0.0',
    setProgrammingModel: (given: ProgrammingModel) => {
      model = given;
    },
    getProgrammingModel: () => model,
    registerFunction: ({ name, bindings }: RegisteredFunction, handler: RegisteredFunction['handler']) => {
      functions.push({ name, bindings, handler });
      return { dispose: () => {} };
    },
    registerHook: (name: string, hook: Hook) => {
      if (name !== 'appTerminate') throw new TypeError(`the local host has no ${name} hook`);
      terminateHooks.add(hook);
      return { dispose: () => terminateHooks.delete(hook) };
    },
    log: (level: string, _category: string, message: string) => {
      if (level === 'warning' || level === 'error') log(level, message); // other log messages of the library are not needed
    },
    Disposable: class {
      dispose(): void {}
    },
  };
  const loader = Module as unknown as { _load: (request: string, ...rest: unknown[]) => unknown };
  const { _load: load } = loader;
  loader._load = (request, ...rest) => (request === moduleName ? core : load.call(Module, request, ...rest));
  Module.createRequire(entryFile)(entryFile);
  if (model === undefined) throw new TypeError('the entry file did not load @azure/functions');
  model.getCapabilities({});
  return {
    functions,
    model,
    async terminate() {
      for (const hook of terminateHooks) await hook({ hookData: {}, appHookData: {} });
    },
  };
}
