import { randomUUID } from 'node:crypto';
import type { LoadedApp, Log, RegisteredFunction } from './core';

/**
 * An input of an invocation in the worker's wire format: `{ string }`, `{ json }` or `{
 * modelBindingData }`.
 */
export type TypedData = Record<string, unknown>;

/** Invokes a registered function like the host and the worker. Rejects when it fails. */
export async function invokeFunction(
  { model }: LoadedApp,
  { name, bindings, handler }: RegisteredFunction,
  data: TypedData,
  log: Log,
): Promise<void> {
  const trigger = findTrigger(bindings);
  const invocationId = randomUUID();
  const invocation = model.getInvocationModel({
    invocationId,
    metadata: { name, bindings },
    request: { invocationId, inputData: [{ name: trigger.name, data }], triggerMetadata: {} },
    log: (level: string, _category: string, message: string) => log(level, `[${name}] ${message}`),
    state: undefined,
  });
  const { context, inputs } = await invocation.getArguments();
  const result = await invocation.invokeFunction(context, inputs, handler);
  await invocation.getResponse(context, result);
}

/** Finds the binding that starts a function: the only one whose type ends in Trigger. */
export function findTrigger(bindings: RegisteredFunction['bindings']): RegisteredFunction['bindings'][string] {
  const trigger = Object.entries(bindings).find(([, { type }]) => /Trigger$/i.test(type));
  if (trigger === undefined) throw new TypeError('a function has no trigger');
  return { ...trigger[1], name: trigger[0] };
}
