import type { Spread } from './spread';

/** A line of the table: something measured beside something else, in the same run. */
export interface Row extends Partial<Verdict> {
  what: string;
  measured: string;
  beside: string;
  ratio?: Spread;
}

export interface Verdict {
  target: string;
  met: boolean;
}

export const atLeast = (least: number, { median }: Spread): Verdict => ({
  target: `≥ ${least}`,
  met: median >= least,
});

export const atMost = (most: number, { median }: Spread): Verdict => ({ target: `≤ ${most}`, met: median <= most });

export const columns = ['what', 'measured', 'beside', 'ratio (median, min–max)', 'target', 'met'] as const;

/** A row's cells, as texts. */
export const cellsOf = ({ what, measured, beside, ratio, target = '', met }: Row): string[] => [
  what,
  measured,
  beside,
  ratio === undefined ? '' : `${twoDigits(ratio.median)} (${twoDigits(ratio.least)}–${twoDigits(ratio.most)})`,
  target,
  met === undefined ? '' : met ? 'yes' : 'no',
];

const twoDigits = (value: number): string => value.toFixed(value < 10 ? 2 : 1);

/** A whole number, as people write it. */
export const whole = (value: number): string => Math.round(value).toLocaleString('en');
