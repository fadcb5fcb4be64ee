import type { JobState } from '../graph/jobs';

/** What to do about a quarantine, by its reason (from Microsoft's pages on quarantine and on accidental deletions). */
const quarantineRemedies: Readonly<Record<string, string>> = {
  EncounteredBaseEscrowThreshold:
    'too many people failed: find the cause in the provisioning logs, mend it, then restart the job',
  EncounteredTotalEscrowThreshold:
    '60,000 failures or more are waiting: find the cause in the provisioning logs, mend it, then restart the job',
  EncounteredEscrowProportionThreshold:
    'more than 40 % of the people failed: find the cause in the provisioning logs, mend it, then restart the job',
  EncounteredQuarantineException:
    "the service cannot provision at all: check the job's connection and its attribute mappings in the Entra portal, then restart the job",
  TooManyDeletes:
    'the accidental deletion threshold was passed: if the deletions and disables are meant, allow them in the Entra portal (or restart the job with the scope ForceDeletes alone); if not, mend the file and send it again',
  IngestionInterrupted: 'the upload was interrupted: send the file again, then restart the job',
  QuarantinedOnDemand: 'somebody put the job into quarantine: restart it in the Entra portal when it may go on',
};

const anyQuarantine =
  'look at the job in the Entra portal (a missing notification e-mail is a common cause), mend what it says, then restart the job';

/** A sentence for whoever watches, when a job does not provision; `undefined` when all is well. */
export function remedyOf({ code, quarantineReason }: JobState): string | undefined {
  if (code === 'Quarantine') {
    const remedy = quarantineRemedies[quarantineReason ?? ''] ?? anyQuarantine;
    return `the provisioning job is in quarantine (${quarantineReason ?? 'no reason is given'}): ${remedy}; Entra disables a job after four weeks of it`;
  }
  if (code === 'Paused')
    return 'the provisioning job is paused: what is uploaded is staged, and nobody is provisioned until it is started in the Entra portal; start it, and do not restart it, for a restart purges what is staged';
  if (code === 'NotRun' || code === 'NotConfigured')
    return `the provisioning job was never started (${code}): finish its setup in the Entra portal, then start it`;
  return undefined;
}
