import { GraphClientError, ResponseType } from '@microsoft/microsoft-graph-client';
import type { Handle } from './middleware';

/*
 * The Microsoft Graph SDK behaves in five ways that this app cannot use. Each part of this file
 * replaces one of them.
 */

/** 1. The SDK follows redirects, which would carry the token to another host. */
export const fetchOptions: RequestInit = { redirect: 'manual' };

/** 2. The SDK parses a body by its content type, and fails on an empty 202 with a JSON type. */
export const responseType = ResponseType.RAW;

/** 3. The SDK takes addresses apart and joins them differently: this one is called as it is. */
export class ExactUrl {
  constructor(readonly url: string) {}
}

export const useExactUrl: Handle = async (context, next) => {
  const exact = context.middlewareControl?.getMiddlewareOptions(ExactUrl);
  if (exact instanceof ExactUrl) context.request = exact.url;
  return next();
};

/** 4. The SDK hides every error but its own in a new one: errors travel inside one of its own. */
export const wrapErrors: Handle = async (_, next) => {
  try {
    return await next();
  } catch (error) {
    throw error instanceof GraphClientError ? error : wrapError(error);
  }
};

export function wrapError(cause: unknown): GraphClientError {
  const wrapped = new GraphClientError();
  wrapped.customError = cause;
  return wrapped;
}

export const unwrapError = (error: unknown): unknown =>
  error instanceof GraphClientError ? (error.customError ?? error) : error;

const bodies = new WeakMap<Response, string>();

/**
 * 5. The SDK leaves the body unread. It is read here, so that a connection that breaks in the
 * middle of it is retried like one that broke before.
 */
export const readWholeBody: Handle = async (_, next) => {
  const response = await next();
  bodies.set(response, await response.text());
  return response;
};

/** The body that `readWholeBody` read. */
export const bodyOf = (response: Response): string => bodies.get(response) ?? '';
