import type { Context, Middleware } from '@microsoft/microsoft-graph-client';

/** Answers a request itself, or lets `next` do it, once or several times. */
export type Handle = (context: Context, next: () => Promise<Response>) => Promise<Response>;

/** A middleware of the Graph client, from one function. */
export function createMiddleware(handle: Handle): Middleware {
  let following: Middleware | undefined;
  return {
    setNext: (next) => {
      following = next;
    },
    execute: async (context) => {
      context.response = await handle(context, async () => {
        await following?.execute(context);
        return context.response as Response;
      });
    },
  };
}

/** Links middlewares in their order and gives the first. */
export function chainMiddlewares(first: Middleware, ...rest: Middleware[]): Middleware {
  const [second, ...others] = rest;
  if (second !== undefined) first.setNext?.(chainMiddlewares(second, ...others));
  return first;
}

export const signalOf = (context: Context): AbortSignal | undefined => context.options?.signal ?? undefined;
