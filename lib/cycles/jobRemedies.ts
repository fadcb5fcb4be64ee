import type { JobState } from '../graph/provisioning/jobs';

/**
 * Graph's reference: start clears a quarantine. Microsoft's troubleshooting page: a restart from
 * quarantine deletes what is staged.
 */
const start =
  'Then start the job: "Start provisioning" in the Entra portal. Do not restart it: a restart deletes the people who are staged';

const findCause = `Find the cause in the provisioning logs (csv2scim logs) and fix it. ${start}`;

/** By quarantine reason, from Microsoft's pages on quarantine and on accidental deletions. */
const quarantineRemedies: Readonly<Record<string, string>> = {
  EncounteredBaseEscrowThreshold: `More than 40,000 people failed. ${findCause}`,
  EncounteredTotalEscrowThreshold: `More than 60,000 failures are waiting to be retried. ${findCause}`,
  EncounteredEscrowProportionThreshold: `More than 40 % of the people failed. ${findCause}`,
  EncounteredQuarantineException: `Entra cannot provision anybody. Check the notification e-mail and the attribute mappings of the job in the Entra portal. ${start}`,
  TooManyDeletes: `More accounts would be disabled than the accidental deletion threshold allows. If that is right, select "Allow deletes" in the Entra portal. If not, upload the corrected file. ${start}`,
  IngestionInterrupted: `Entra did not finish reading what was uploaded. ${start}`,
  QuarantinedOnDemand: `Somebody put the job into quarantine. Ask why. ${start}`,
};

const anyQuarantine = `Read the reason in the Entra portal (a missing notification e-mail is common) and fix it. ${start}`;

/** Returns a message for the operator when a job does not provision; `undefined` otherwise. */
export function findRemedy({ code, quarantineReason }: JobState): string | undefined {
  if (code === 'Quarantine') {
    const remedy = quarantineRemedies[quarantineReason ?? ''] ?? anyQuarantine;
    return `the provisioning job is in quarantine (${quarantineReason ?? 'no reason given'}). ${remedy}. Entra disables a job after four weeks of quarantine`;
  }
  if (code === 'Paused')
    return 'the provisioning job is paused. Uploaded people are staged, but nobody is provisioned. Start the job: "Start provisioning" in the Entra portal. Do not restart it: a restart deletes the people who are staged';
  if (code === 'NotRun' || code === 'NotConfigured')
    return `the provisioning job was never started (${code}). Complete its setup in the Entra portal, notification e-mail included. Then start it`;
  return undefined;
}
