import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Child, hostScript, startChild } from './child';
import { until } from './until';

/**
 * The host processes of a stage: a start costs a second, so that one with nothing left to do is
 * kept for the next test.
 */
export interface Hosts {
  /**
   * Starts a host, or lets the one go on that rests, if it was started just so; what that one said
   * before is not heard.
   */
  start(environment: Record<string, string>): Promise<Child>;
  /** Lets the only host rest when it comes to an end of its work; ends all others. */
  rest(): Promise<void>;
  end(): Promise<void>;
}

interface Host extends Child {
  /** Settings and mapping files that it was started with. */
  key: string;
  /** It was signalled, or has ended. */
  gone: boolean;
}

export function newHosts(): Hosts {
  let hosts: Host[] = [];
  let resting: Host | undefined;

  /** Also those that were signalled may not have ended yet. */
  async function endBut(kept?: Host): Promise<void> {
    const others = hosts.filter((host) => host !== kept);
    for (const host of others) host.signal('SIGKILL');
    await Promise.all(others.map(({ ended }) => ended));
    hosts = kept === undefined ? [] : [kept];
    resting = kept;
  }

  return {
    async start(environment) {
      const key = await keyOf(environment);
      if (resting !== undefined && (resting.gone || resting.key !== key)) await endBut();
      const host = resting ?? newHost(key, environment);
      if (host !== resting) hosts.push(host);
      const said = host.output().length;
      if (host === resting) host.write('start');
      resting = undefined;
      const output = (): string => host.output().slice(said);
      await until('the host', () => /^(functions:|started)/m.test(output()) || undefined);
      return { ...host, output };
    },
    async rest() {
      const running = hosts.filter(({ gone }) => !gone);
      const only = running.length === 1 ? running[0] : undefined;
      await endBut(only !== undefined && (await hasStopped(only)) ? only : undefined);
    },
    end: () => endBut(),
  };
}

function newHost(key: string, environment: Record<string, string>): Host {
  const child = startChild([hostScript], environment);
  const host: Host = {
    ...child,
    key,
    gone: false,
    signal(signal) {
      host.gone = true;
      child.signal(signal);
    },
  };
  void child.ended.then(() => {
    host.gone = true;
  });
  return host;
}

/** Whether it stops within a second: its work may be one that a test has left in the middle. */
async function hasStopped(host: Host): Promise<boolean> {
  const said = host.output().length;
  host.write('stop');
  const stopped = (): true | undefined => host.output().includes('stopped', said) || undefined;
  return await until('its end', stopped, 1000).catch(() => false);
}

/** The app reads its mapping files once. */
async function keyOf(environment: Record<string, string>): Promise<string> {
  const folder = environment.MAPPINGS ?? '';
  const hash = createHash('sha256').update(JSON.stringify(environment));
  for (const name of (await readdir(folder)).sort())
    hash.update(`${name}\n`).update(await readFile(join(folder, name)));
  return hash.digest('hex');
}
