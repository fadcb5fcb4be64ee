declare const tier: 'quick' | undefined; // set by jest.quick.config.js
const isThorough = typeof tier === 'undefined';

const leaveOut = Object.assign(() => {}, { each: () => () => {} }) as unknown as jest.It;

/**
 * A test that `npm test` leaves out and `npm run test:all` runs: a variant of a behaviour that
 * another test shows, or a long run.
 */
export const thorough: jest.It = isThorough ? test : leaveOut;

/** All cases of a table in `npm run test:all`, the first few in `npm test`. */
export const fewOf = <T>(count: number, cases: readonly T[]): readonly T[] =>
  isThorough ? cases : cases.slice(0, count);
