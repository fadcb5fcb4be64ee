import { SettingsError } from '../errors';
import { type Environment, readSettings, type Settings } from '../settings';
import { createFindings, type Finding } from './finding';

export interface ExaminedSettings {
  findings: Finding[];
  /** The settings. Invalid ones have their defaults. */
  settings: Settings;
  /** Names of the invalid settings. */
  wrong: ReadonlySet<string>;
}

const { ok, warning, problem } = createFindings('settings', 'settings');

/** Checks the app settings: invalid ones, and valid ones that are probably a mistake. */
export function examineSettings(environment: Environment): ExaminedSettings {
  const { settings, errors } = readEach(environment);
  const wrong = new Set(errors.map(({ setting }) => setting));
  const findings = [
    ...errors.map(({ setting, message }) =>
      problem(message, `fix the app setting ${setting}. Until then no function runs`),
    ),
    ...doubtful(settings, environment, wrong),
  ];
  return {
    findings: findings.length > 0 ? findings : [ok('the limits, times and the endpoint in the app settings are valid')],
    settings,
    wrong,
  };
}

/** Reads the settings without the invalid ones, which are found one by one. */
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

/** Removes a setting. A connection consists of several settings with one prefix. */
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
        `GRAPH_CALLS_PER_DAY is ${callsPerDay}, which is not the quota of any licence`,
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
        'SUMMARY_SCHEDULE is not set and has no default, so summarizeCycles cannot start',
        "set it, for example to '0 */15 * * * *'",
      ),
    );
  }
  if (!wrong.has('HrStorage') && !environment.HrStorage && !environment.HrStorage__blobServiceUri) {
    findings.push(
      problem(
        'HrStorage is not set, so a storage emulator on this machine would be used',
        'set HrStorage__blobServiceUri and HrStorage__queueServiceUri to the values of the app',
      ),
    );
  }
  return findings;
}
