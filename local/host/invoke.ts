import { randomUUID } from 'node:crypto';
import type { LoadedApp, Log, RegisteredFunction } from './core';

/**
 * One input of an invocation, in the worker's wire form: `{ string }`, `{ json }` or `{
 * modelBindingData }`.
 */
export type TypedData = Record<string, unknown>;

/** Invokes a registered function the way the host and worker do, and lets its failure out. */
export async function invoke(
  { model }: LoadedApp,
  { name, bindings, handler }: RegisteredFunction,
  data: TypedData,
  log: Log,
): Promise<void> {
  const trigger = triggerOf(bindings);
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

/** The binding that starts a function: the only one whose type ends in Trigger. */
export function triggerOf(bindings: RegisteredFunction['bindings']): RegisteredFunction['bindings'][string] {
  const trigger = Object.entries(bindings).find(([, { type }]) => /Trigger$/i.test(type));
  if (trigger === undefined) throw new TypeError('a function has no trigger');
  return { ...trigger[1], name: trigger[0] };
}
