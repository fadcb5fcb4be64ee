import type { Flow, Stage } from './flow';

export interface Box {
  stage: Stage;
  /**
   * Column from left to right: 0, 1 or 2. Stages that go no further are between them, so that no
   * ribbon crosses their label.
   */
  column: number;
  top: number;
  height: number;
  /** Vertical centre of the label. */
  middle: number;
}

export interface Ribbon {
  from: number;
  to: number;
  fromTop: number;
  toTop: number;
  height: number;
  stage: Stage;
}

export interface Layout {
  boxes: readonly Box[];
  ribbons: readonly Ribbon[];
  height: number;
}

const between = 0.45;
const [scaleHeight, leastHeight, labelHeight, gap] = [200, 4, 38, 10];

/**
 * Calculates positions and heights in pixels from the top. Every stage with a count is at least 4
 * pixels high.
 */
export function layOutFlow({ read, taken, aside, ends }: Flow): Layout {
  const sum = (stages: readonly Stage[]): number => stages.reduce((total, { count }) => total + count, 0);
  const scale = scaleHeight / Math.max(1, read.count, sum(aside) + sum(ends));
  const column = (stages: readonly Stage[], number: number, top: number): Box[] =>
    stackBoxes(
      stages.filter(({ count }) => count > 0),
      { column: number, top, heightOf: ({ count }) => Math.max(leastHeight, count * scale) },
    );
  const last = taken.count > 0 ? column(ends, 2, 0) : [];
  const valid = one(taken, 1, heights(last));
  const out = column(aside, between, valid.length === 0 ? 0 : bottom(valid) + gap);
  const all = one(read, 0, heights([...valid, ...out]));
  return {
    boxes: [...all, ...valid, ...out, ...last],
    ribbons: [...layOutRibbons(all, [...valid, ...out]), ...layOutRibbons(valid, last)],
    height: Math.max(bottom(all), bottom(valid), bottom(out), bottom(last)) + gap,
  };
}

const slot = (height: number): number => Math.max(height, labelHeight);
const heights = (boxes: readonly Box[]): number => boxes.reduce((sum, { height }) => sum + height, 0);
const bottom = (boxes: readonly Box[]): number =>
  Math.max(0, ...boxes.map(({ middle, height }) => middle + slot(height) / 2));

/**
 * Creates the only box of a column, as high as what flows out of it. `undefined` when nothing does.
 */
const one = (stage: Stage, column: number, height: number): Box[] =>
  height === 0 ? [] : stackBoxes([stage], { column, top: 0, heightOf: () => height });

function stackBoxes(
  stages: readonly Stage[],
  { column, top, heightOf }: { column: number; top: number; heightOf: (stage: Stage) => number },
): Box[] {
  let next = top;
  return stages.map((stage) => {
    const height = heightOf(stage);
    const middle = next + slot(height) / 2;
    next += slot(height) + gap;
    return { stage, column, top: middle - height / 2, height, middle };
  });
}

function layOutRibbons([source]: readonly Box[], targets: readonly Box[]): Ribbon[] {
  if (source === undefined) return [];
  let fromTop = source.top;
  return targets.map(({ stage, column, top, height }) => {
    const ribbon = { from: source.column, to: column, fromTop, toTop: top, height, stage };
    fromTop += height;
    return ribbon;
  });
}
