/**
 * How many times the processor time grows when the input becomes eight times as large: 8 for linear
 * work, 64 for quadratic work. Each size is measured several times, and its cheapest run counts. A
 * busy machine can only raise the ratio, so the least of three counts.
 */
export function growthOf(work: (size: number) => void, size: number): number {
  work(size); // compiles the code
  const ratios = Array.from({ length: 3 }, () => cheapest(work, 8 * size) / cheapest(work, size));
  return Math.min(...ratios);
}

/** Between linear and quadratic growth. */
export const linear = 24;

function cheapest(work: (size: number) => void, size: number): number {
  const runs = Array.from({ length: 3 }, () => {
    const before = process.cpuUsage();
    work(size);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  });
  return Math.max(1000, Math.min(...runs)); // below a millisecond, noise is all there is
}
