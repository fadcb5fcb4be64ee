/** Runs the work and prints how long it took, and the process's peak memory, as JSON on standard error. */
export async function measured(work: (file: string) => Promise<unknown>): Promise<void> {
  const start = performance.now();
  await work(process.argv[2] ?? '');
  const seconds = (performance.now() - start) / 1000;
  console.error(JSON.stringify({ seconds, megabytes: process.resourceUsage().maxRSS / 1024 }));
}
