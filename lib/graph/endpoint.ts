import { SettingsError } from '../errors';

/** The Graph hosts of the public and the national clouds: a token goes only to these. */
export const graphHosts = [
  'graph.microsoft.com',
  'graph.microsoft.us',
  'dod-graph.microsoft.us',
  'microsoftgraph.chinacloudapi.cn',
] as const;

export interface Endpoint {
  /** Scheme and host, without a trailing slash. */
  origin: string;
  /** A local stand-in, which gets the development token and never an Azure identity's. */
  loopback: boolean;
}

/** Reads GRAPH_ENDPOINT: https and a Graph host, or a loopback address. */
export function parseEndpoint(text: string): Endpoint {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw new SettingsError('GRAPH_ENDPOINT', 'must be a URL');
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '' || url.pathname !== '/') {
    throw new SettingsError('GRAPH_ENDPOINT', 'must be only scheme and host, such as https://graph.microsoft.com');
  }
  if (isLoopback(url.hostname)) return { origin: url.origin, loopback: true };
  if (url.protocol === 'https:' && url.port === '' && graphHosts.some((host) => host === url.hostname)) {
    return { origin: url.origin, loopback: false };
  }
  throw new SettingsError('GRAPH_ENDPOINT', `must be https and one of ${graphHosts.join(', ')}, or a loopback address`);
}

/** 127.0.0.0/8, ::1 and localhost. URL has already brought 127.1 and 0x7f.1 into dotted form. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
