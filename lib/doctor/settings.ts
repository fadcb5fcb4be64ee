import { SettingsError } from '../errors';
import { type Environment, readSettings, type Settings } from '../settings';
import { createFindings, type Finding } from './finding';

export interface ExaminedSettings {
  findings: Finding[];
  /** Those that are wrong have their defaults here … */
  settings: Settings;
  /** … and their names here. */
  wrong: ReadonlySet<string>;
}

const { ok, warning, problem } = createFindings('settings', 'settings');

/** The app settings: each one that is wrong, and those that are right but hardly meant. */
export function examineSettings(environment: Environment): ExaminedSettings {
  const { settings, errors } = readEach(environment);
  const wrong = new Set(errors.map(({ setting }) => setting));
  const findings = [
    ...errors.map(({ setting, message }) =>
      problem(message, `fix ${setting} among the app settings: until then nothing of the app runs`),
    ),
    ...doubtful(settings, environment, wrong),
  ];
  return { findings: findings.length > 0 ? findings : [ok('every app setting can be read')], settings, wrong };
}

/** Reads the settings without those that are wrong, which are found one after the other. */
function readEach(environment: Environment): { settings: Settings; errors: SettingsError[] } {
  const errors: SettingsError[] = [];
  for (let readable = environment; ; ) {
    try {
      return { settings: readSettings(readable), errors };
    } catch (error) {
      if (!(error instanceof SettingsError) || errors.some(({ setting }) => setting === error.setting)) throw error;
      errors.push(error);
      readable = without(error.setting, readable);
    }
  }
}

/** A connection is several settings that begin alike. */
const without = (setting: string, environment: Environment): Environment =>
  Object.fromEntries(
    Object.entries(environment).filter(([name]) => name !== setting && !name.startsWith(`${setting}__`)),
  );

const licensed = [2000, 6000];
const shortestSettling = 10;

function doubtful(settings: Settings, environment: Environment, wrong: ReadonlySet<string>): Finding[] {
  const { callsPerDay, settleSeconds, endpoint } = settings;
  const findings: Finding[] = [];
  if (!licensed.includes(callsPerDay)) {
    findings.push(
      warning(
        `GRAPH_CALLS_PER_DAY is ${callsPerDay}, which is no tenant's quota`,
        'set it to 2000 (Entra ID P1 or P2) or 6000 (Entra ID Governance)',
      ),
    );
  }
  if (endpoint.loopback) return findings;
  if (settleSeconds < shortestSettling) {
    findings.push(
      warning(
        `SETTLE_SECONDS is ${settleSeconds}: a file that is still being written may be read`,
        'set it to 60, or remove it',
      ),
    );
  }
  if (!environment.SUMMARY_SCHEDULE) {
    findings.push(
      warning(
        'SUMMARY_SCHEDULE is not set, and has no default where the app runs: summarizeCycles cannot start',
        "set it, such as to '0 */15 * * * *'",
      ),
    );
  }
  if (!wrong.has('HrStorage') && !environment.HrStorage && !environment.HrStorage__blobServiceUri) {
    findings.push(
      problem(
        'HrStorage is not set: a storage emulator of this machine would be used',
        'set HrStorage__blobServiceUri and HrStorage__queueServiceUri as the app has them',
      ),
    );
  }
  return findings;
}
