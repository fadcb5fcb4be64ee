/** Runs one write at a time, with the newest value; older values that wait are never written. */
export function coalesceWrites<T>(write: (value: T) => Promise<void>): (value: T) => Promise<void> {
  let pending: { value: T } | undefined;
  let running: Promise<void> | undefined;
  const run = async (): Promise<void> => {
    try {
      for (let next = pending; next !== undefined; next = pending) {
        pending = undefined;
        await write(next.value);
      }
    } finally {
      running = undefined;
    }
  };
  return (value) => {
    pending = { value };
    running ??= run();
    return running;
  };
}
