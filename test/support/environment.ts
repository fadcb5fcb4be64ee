import { TestEnvironment } from 'jest-environment-node';

/**
 * What a test may use beside Node's own: modules that stand outside Jest's sandbox, loaded once for
 * all files of a worker.
 */
export interface Outside {
  requireOutside(path: string): unknown;
}

Math.random = () => 0; // outside the sandbox: back-off has full jitter, and no test waits for it

/** A storage call may take ten times its 30 seconds: a slow machine does not fail. */
const limit = AbortSignal.timeout;
AbortSignal.timeout = (milliseconds) =>
  limit.call(AbortSignal, milliseconds >= 30_000 ? 10 * milliseconds : milliseconds);

class Environment extends TestEnvironment {
  override async setup(): Promise<void> {
    await super.setup();
    Object.assign(this.global, { requireOutside: require } satisfies Outside);
  }
}

module.exports = Environment;
