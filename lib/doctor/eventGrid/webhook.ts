const path = '/runtime/webhooks/blobs';
const functionName = 'Host.Functions.ingestHrFile';

/** Whether a webhook is the blob endpoint of a function app. */
export const isBlobWebhook = (url: string): boolean =>
  URL.canParse(url) && new URL(url).pathname.toLowerCase() === path;

export const getHost = (url: string): string => (URL.canParse(url) ? new URL(url).host : 'no host');

/** Lists what is wrong with the path of an event subscription's URL. */
export const checkWebhookPath = (url: string): string[] =>
  isBlobWebhook(url) ? [] : [`its URL (${getHost(url)}) does not have the path ${path}`];

/**
 * Lists what is wrong with the query of an event subscription's URL. The host accepts events for an
 * unknown function with 202 and drops them. The system key `code` is never printed.
 */
export function checkWebhookQuery(url: string): string[] {
  const query = URL.canParse(url) ? new URL(url).searchParams : new URLSearchParams();
  const found = query.get('functionName');
  return [
    found === functionName
      ? ''
      : `its URL has ${found ? `the functionName ${found}` : 'no functionName'}. It must be ${functionName}: the app drops all other events without an error`,
    query.get('code') ? '' : 'its URL has no code. The app refuses the events with status 401',
  ].filter((problem) => problem !== '');
}
