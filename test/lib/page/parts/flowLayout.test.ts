import fc from 'fast-check';
import { describeFlow, type Flow, type Stage } from '../../../../lib/page/parts/flow';
import { layOutFlow } from '../../../../lib/page/parts/flowLayout';

const stage = (label: string, count: number): Stage => ({ label, count, tone: 'good', meaning: '' });
const flow = (ends: readonly number[], rejected = 0, repeated = 0): Flow => {
  const valid = ends.reduce((sum, count) => sum + count, 0);
  return {
    read: stage('read', valid + rejected + repeated),
    taken: stage('valid', valid),
    aside: [stage('rejected', rejected), stage('repeated', repeated)],
    ends: ends.map((count, index) => stage(`end ${index}`, count)),
  };
};

const count = fc.oneof(fc.nat(3), fc.nat(5_000_000));

test('`layOutFlow()` draws all that is there and nothing else, apart from each other, within its height', () => {
  fc.assert(
    fc.property(fc.array(count, { maxLength: 9 }), count, count, (ends, rejected, repeated) => {
      const drawn = flow(ends, rejected, repeated);
      const { boxes, height } = layOutFlow(drawn);
      const there = [drawn.read, drawn.taken, ...drawn.aside, ...drawn.ends].filter((one) => one.count > 0);
      expect(new Set(boxes.map((box) => box.stage))).toEqual(new Set(there));
      for (const box of boxes) {
        expect(box.height).toBeGreaterThanOrEqual(4);
        expect(box.top).toBeGreaterThanOrEqual(0);
        expect(Math.max(box.top + box.height, box.middle + 15)).toBeLessThanOrEqual(height);
        for (const other of boxes)
          if (other !== box && other.column === box.column)
            expect(Math.abs(other.middle - box.middle)).toBeGreaterThan(38);
      }
      expect(height).toBeLessThan(1000);
    }),
  );
});

test('`layOutFlow()` lets as much leave a box as goes on from it', () => {
  const { boxes, ribbons } = layOutFlow(flow([930, 30, 10, 1], 3, 5));
  for (const column of [0, 1]) {
    const source = boxes.find((box) => box.column === column);
    const out = ribbons.filter(({ from }) => from === column).reduce((sum, { height }) => sum + height, 0);
    expect(source?.height).toBeCloseTo(out);
  }
});

test('`describeFlow()` says the drawing in words, and leaves out what there is none of', () => {
  expect(describeFlow(flow([930, 0, 1], 3))).toBe(
    'Of 934 records read: 931 valid and 3 rejected. What became of the valid ones: 930 end 0 and 1 end 2.',
  );
  expect(describeFlow(flow([], 1))).toBe('Of 1 record read: 1 rejected.');
});
