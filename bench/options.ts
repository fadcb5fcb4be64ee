const groupNames = ['requests', 'inspection', 'logs', 'upload', 'start'] as const;
export type GroupName = (typeof groupNames)[number];

/** How much is measured. */
export interface Sizes {
  rounds: number;
  /** Records of the files that become requests, ascending. */
  records: readonly number[];
  /** Records of the files that are inspected: the small one and the large one. */
  inspected: readonly [small: number, large: number];
  logEntries: number;
  /** Milliseconds per call of the simulated Entra. */
  latencies: readonly number[];
  /** Calls of each upload, and the seconds after which one that sends one after another stops. */
  calls: number;
  patience: number;
}

const whole: Sizes = {
  rounds: 5,
  records: [10_000, 100_000, 1_000_000],
  inspected: [10_000, 1_000_000],
  logEntries: 1_000_000,
  latencies: [50, 300, 1000],
  calls: 280,
  patience: 30,
};

const quick: Sizes = {
  ...whole,
  rounds: 3,
  records: [10_000, 100_000],
  inspected: [10_000, 100_000],
  logEntries: 20_000,
  calls: 120,
  patience: 10,
};

export interface Options {
  groups: readonly GroupName[];
  sizes: Sizes;
  /** Whether everything is measured as for the results. */
  complete: boolean;
}

/**
 * Reads the command's arguments: `--quick`, and groups of rows. @throws TypeError for anything else
 */
export function optionsOf(parameters: readonly string[]): Options {
  const names = parameters.filter((parameter) => parameter !== '--quick');
  const unknown = names.find((name) => !groupNames.some((group) => group === name));
  if (unknown !== undefined)
    throw new TypeError(`there is no ${unknown}: usage: npm run bench [-- [--quick] [${groupNames.join('|')}]…]`);
  const groups = names.length === 0 ? groupNames : groupNames.filter((group) => names.includes(group));
  const isQuick = names.length < parameters.length;
  return { groups, sizes: isQuick ? quick : whole, complete: !isQuick && names.length === 0 };
}
