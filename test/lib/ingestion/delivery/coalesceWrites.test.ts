import { coalesceWrites } from '../../../../lib/ingestion/delivery/coalesceWrites';

/** A write that ends when it is told to. */
function manualWrite() {
  const written: number[] = [];
  const ends: (() => void)[] = [];
  const write = (value: number): Promise<void> => {
    written.push(value);
    return new Promise((resolve) => ends.push(resolve));
  };
  return { written, write, end: () => ends.shift()?.() };
}

test('coalesceWrites() writes one value at a time, and never those that are outdated', async () => {
  const { written, write, end } = manualWrite();
  const tell = coalesceWrites(write);
  const all = [1, 2, 3, 4].map(tell);
  expect(written).toEqual([1]);
  end();
  await Promise.resolve();
  await Promise.resolve();
  expect(written).toEqual([1, 4]);
  end();
  await Promise.all(all);
  expect(written).toEqual([1, 4]);
});

test('coalesceWrites() resolves only after the value, or a later one, is written', async () => {
  const { write, end } = manualWrite();
  const tell = coalesceWrites(write);
  const first = tell(1);
  let done = false;
  const second = tell(2).then(() => {
    done = true;
  });
  end();
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  expect(done).toBe(false);
  end();
  await Promise.all([first, second]);
  expect(done).toBe(true);
});

test('coalesceWrites() lets a failed write out, and writes again at the next value', async () => {
  const written: number[] = [];
  const tell = coalesceWrites(async (value: number) => {
    if (value === 1) throw new Error('storage is away');
    written.push(value);
  });
  await expect(tell(1)).rejects.toThrow('storage is away');
  await tell(2);
  expect(written).toEqual([2]);
});
