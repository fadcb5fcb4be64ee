import { connectStorage, type Storage } from '../../../../lib/ingestion/storage/connect';
import { type Lease, LeaseLostError, withLease } from '../../../../lib/ingestion/storage/lease';
import { ownAccount } from '../../../support/storage';

let storage: Storage;
beforeAll(async () => {
  storage = await connectStorage({ connectionString: ownAccount() });
});

const locked = async (path: string): Promise<boolean> =>
  (await storage.state.getBlobClient(path).getProperties()).leaseState === 'leased';

test('`withLease()` lets one work at a time, and gives `undefined` to the other', async () => {
  const inner = await withLease('one', storage, async () => {
    expect(await locked('one')).toBe(true);
    return [
      await withLease('one', storage, async () => 'both'),
      await withLease('other', storage, async () => 'its own'),
    ];
  });
  expect(inner).toEqual([undefined, 'its own']);
  expect(await locked('one')).toBe(false);
});

test('`withLease()` gives the lease back when the work fails', async () => {
  const work = withLease('fails', storage, () => Promise.reject(new TypeError('no')));
  await expect(work).rejects.toThrow(TypeError);
  expect(await withLease('fails', storage, async () => 'again')).toBe('again');
});

test('`withLease()` waits for another as long as its patience lasts', async () => {
  const second = await withLease('patient', storage, async () => {
    const waiting = withLease('patient', storage, async () => 'in the end', { patience: Number.POSITIVE_INFINITY });
    return { waiting };
  });
  expect(await second?.waiting).toBe('in the end');
});

test('`withLease()` waits no longer when it is stopped', async () => {
  const stop = new AbortController();
  await withLease('stopped', storage, async () => {
    const waiting = withLease('stopped', storage, async () => 'never', {
      patience: Number.POSITIVE_INFINITY,
      stop: stop.signal,
    });
    stop.abort();
    expect(await waiting).toBeUndefined();
  });
});

/** Another takes the lease, as it may when ours has run out. */
async function steal(path: string): Promise<void> {
  const blob = storage.state.getBlobClient(path);
  await blob.getBlobLeaseClient().breakLease(0);
  await blob.getBlobLeaseClient().acquireLease(15);
}

test('`atLeast()` comes back while enough is left, renews when not, and throws when the lease is lost', async () => {
  const work = async (lease: Lease): Promise<void> => {
    await lease.atLeast(40_000);
    expect(lease.lost.aborted).toBe(false);
    await steal('stolen');
    await lease.atLeast(40_000); // as far as is known, it is ours for another while
    await expect(lease.atLeast(60_001)).rejects.toThrow(LeaseLostError); // more than is left: renews
    expect(lease.lost.reason).toBeInstanceOf(LeaseLostError);
    await expect(lease.atLeast(1)).rejects.toThrow(LeaseLostError);
  };
  await withLease('stolen', storage, work);
  expect(await locked('stolen')).toBe(true); // and is not given back for the other
});
