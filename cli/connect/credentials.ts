import { readFileSync } from 'node:fs';
import type { TokenCredential } from '@azure/identity';
import { describeReadError, SettingsError } from '../../lib/errors';
import type { TokenSource } from '../../lib/graph/client/authenticate';
import { createTokenSource } from '../../lib/graph/client/tokens';
import type { Endpoint } from '../../lib/graph/endpoint';
import type { Context } from '../context/context';

export interface SignInOptions {
  auth?: string;
  clientId?: string;
  tenantId?: string;
  certificate?: string;
}

/** Microsoft Graph Command Line Tools: the public client that CSV2SCIM signs in with. */
const graphCommandLineTools = '14d82eec-204b-4c2f-b7e8-296a70dab67e';

/** The sign-in endpoint of each cloud. */
const authorities: Readonly<Record<string, string>> = {
  'https://graph.microsoft.com': 'https://login.microsoftonline.com',
  'https://graph.microsoft.us': 'https://login.microsoftonline.us',
  'https://dod-graph.microsoft.us': 'https://login.microsoftonline.us',
  'https://microsoftgraph.chinacloudapi.cn': 'https://login.partner.microsoftonline.cn',
};

export const authModes = ['browser', 'device-code', 'certificate', 'managed-identity', 'azure-cli'] as const;
export type AuthMode = (typeof authModes)[number];

/**
 * The sign-in methods of commands that upload or change jobs. Tokens of Azure CLI lack the
 * permissions for that.
 */
export const uploadAuthModes: readonly AuthMode[] = authModes.filter((mode) => mode !== 'azure-cli');

export interface Wanted {
  /**
   * The permissions that a person consents to at sign-in. An application must have its roles
   * already.
   */
  permissions: readonly string[];
  /** The sign-in methods that the command offers. */
  ways?: readonly AuthMode[];
  context: Context;
}

/**
 * Creates a token source for the chosen sign-in method. On a terminal, the default is the browser.
 */
export function signIn(
  endpoint: Endpoint,
  options: SignInOptions,
  { permissions, ways = uploadAuthModes, context }: Wanted,
): TokenSource {
  const auth = options.auth ?? (context.stdout.isTTY ? 'browser' : undefined);
  if (endpoint.loopback)
    return createTokenSource(endpoint, () => Promise.reject(new TypeError('no identity signs in to loopback')));
  if (auth === undefined)
    throw new SettingsError('--auth', `is required when there is no terminal. Use one of ${ways.join(', ')}`);
  const { clientId, tenantId, certificate } = options;
  if (auth === 'certificate' && !(clientId && tenantId && certificate)) {
    throw new SettingsError('--auth certificate', 'needs --client-id, --tenant-id and --certificate');
  }
  if (auth === 'certificate') checkCertificate(certificate ?? '');
  const scopes =
    auth === 'browser' || auth === 'device-code'
      ? permissions.map((permission) => `${endpoint.origin}/${permission}`)
      : undefined;
  return createTokenSource(
    endpoint,
    () => createCredential(auth, { ...options, authorityHost: authorities[endpoint.origin] ?? '' }, context),
    scopes,
  );
}

/** Checks the file early, because the library only reports a missing token later. */
function checkCertificate(file: string): void {
  let pem: string;
  try {
    pem = readFileSync(file, 'utf8');
  } catch (error) {
    throw new SettingsError('--certificate', `${file}: ${describeReadError(error as NodeJS.ErrnoException)}`);
  }
  const holds = (label: RegExp): boolean => new RegExp(`-----BEGIN ${label.source}-----`).test(pem);
  if (!holds(/CERTIFICATE/) || !holds(/(?:\w+ )*PRIVATE KEY/))
    throw new SettingsError('--certificate', `${file} must hold a certificate and its private key, as PEM`);
}

async function createCredential(
  auth: string,
  { clientId, tenantId, certificate = '', authorityHost }: SignInOptions & { authorityHost: string },
  { report }: Context,
): Promise<TokenCredential> {
  const identity = await import('@azure/identity');
  const common = { authorityHost, clientId: clientId ?? graphCommandLineTools, ...(tenantId && { tenantId }) };
  if (auth === 'browser')
    return new identity.InteractiveBrowserCredential({ ...common, redirectUri: 'http://localhost' });
  if (auth === 'device-code') {
    return new identity.DeviceCodeCredential({
      ...common,
      userPromptCallback: ({ message }) => report(message),
    });
  }
  if (auth === 'certificate') {
    return new identity.ClientCertificateCredential(
      tenantId ?? '',
      clientId ?? '',
      { certificatePath: certificate },
      { authorityHost },
    );
  }
  if (auth === 'azure-cli') return new identity.AzureCliCredential(tenantId === undefined ? {} : { tenantId });
  return clientId === undefined
    ? new identity.ManagedIdentityCredential()
    : new identity.ManagedIdentityCredential({ clientId });
}
