/** `skipped`: not checked, because an earlier check failed or a permission is missing. */
export type Status = 'ok' | 'warning' | 'problem' | 'skipped';

/**
 * What must be fixed. Each has an exit code; the first one is the worst. A held file counts as a
 * wrong file.
 */
export const blames = ['settings', 'mapping', 'service'] as const;
export type Blame = (typeof blames)[number];

/**
 * The result of one check. It contains no field of a record, and of a token only its permissions.
 */
export interface Finding {
  /**
   * What was checked: `settings`, `mapping employees`, `Graph`, `job employees`, `storage`, `Event
   * Grid`, `feed employees`.
   */
  check: string;
  status: Status;
  message: string;
  /** How to fix a warning or a problem, or what a skipped check needs. */
  remedy?: string;
  blame: Blame;
}

/** Creates the findings of one check. */
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

/** Sorts findings in the order of the data flow. Findings of one check stay together. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  const checks = [...new Set(findings.map(({ check }) => check))];
  const ordered = subjects.flatMap((subject) => checks.filter((check) => check.split(' ')[0] === subject));
  return ordered.flatMap((check) => findings.filter((finding) => finding.check === check));
}

/** Runs a check. An exception becomes a finding, so that the other checks still run. */
export async function catchAsFinding(
  { problem }: ReturnType<typeof createFindings>,
  look: () => Promise<Finding[]>,
): Promise<Finding[]> {
  try {
    return await look();
  } catch (error) {
    const { name } = error as Error; // its message may quote data
    return [
      problem(`could not be checked (${name})`, 'run csv2scim doctor again. If the error remains, report it as a bug'),
    ];
  }
}
