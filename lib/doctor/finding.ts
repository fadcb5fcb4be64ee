/** `skipped`: could not be checked, since an earlier check failed or a right is missing. */
export type Status = 'ok' | 'warning' | 'problem' | 'skipped';

/** What has to be fixed: an exit code each, the first is the worst. A held file counts as a wrong file. */
export const blames = ['settings', 'mapping', 'service'] as const;
export type Blame = (typeof blames)[number];

/** What one check found. Holds no field of a record, and nothing of a token but permissions. */
export interface Finding {
  /** What was looked at: `settings`, `mapping employees`, `Graph`, `job employees`, `storage`, `Event Grid`, `feed employees`. */
  check: string;
  status: Status;
  message: string;
  /** What to do about a warning or a problem, or so that a skipped check can run. */
  remedy?: string;
  blame: Blame;
}

/** Findings of one check. */
export const createFindings = (check: string, blame: Blame) => ({
  ok: (message: string): Finding => ({ check, status: 'ok', message, blame }),
  warning: (message: string, remedy: string): Finding => ({ check, status: 'warning', message, remedy, blame }),
  problem: (message: string, remedy: string): Finding => ({ check, status: 'problem', message, remedy, blame }),
  skipped: (message: string, remedy?: string): Finding => ({
    check,
    status: 'skipped',
    message,
    ...(remedy !== undefined && { remedy }),
    blame,
  }),
});

const subjects = ['settings', 'mapping', 'Graph', 'job', 'storage', 'Event', 'feed'];

/** Sorts findings in the order in which data passes what was checked; those of one check stay together. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  const checks = [...new Set(findings.map(({ check }) => check))];
  const ordered = subjects.flatMap((subject) => checks.filter((check) => check.split(' ')[0] === subject));
  return ordered.flatMap((check) => findings.filter((finding) => finding.check === check));
}

/** A check's findings; whatever it throws becomes a finding too, so that it stops no other check. */
export async function catchAsFinding(
  { problem }: ReturnType<typeof createFindings>,
  look: () => Promise<Finding[]>,
): Promise<Finding[]> {
  try {
    return await look();
  } catch (error) {
    const { name } = error as Error; // its message may quote what was read
    return [problem(`could not be checked (${name})`, 'run csv2scim doctor again; if it stays, report it as a bug')];
  }
}
