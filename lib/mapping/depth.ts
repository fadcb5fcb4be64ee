/** How deep a mapping file may be nested: what checks it needs the stack for each level. */
export const deepest = 100;

export const isDeeperThan = (levels: number, value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((child) => isDeeperThan(levels - 1, child)));
