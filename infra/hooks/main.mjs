/** Runs a command to its end. An error is printed without its stack, and the exit code is 1. */
export async function runMain(main) {
  try {
    await main();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}

/** Reads environment variables that must be set. `remedies` says for each name how to set it. */
export function readVariables(remedies) {
  const missing = Object.entries(remedies).filter(([name]) => !process.env[name]);
  if (missing.length > 0) throw new Error(missing.map(([name, remedy]) => `${name} is not set: ${remedy}`).join('\n'));
  return Object.fromEntries(Object.keys(remedies).map((name) => [name, process.env[name]]));
}
