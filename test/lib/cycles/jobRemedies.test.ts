import { findRemedy } from '../../../lib/cycles/jobRemedies';

const reasons = [
  'EncounteredBaseEscrowThreshold',
  'EncounteredTotalEscrowThreshold',
  'EncounteredEscrowProportionThreshold',
  'EncounteredQuarantineException',
  'Unknown',
  'QuarantinedOnDemand',
  'TooManyDeletes',
  'IngestionInterrupted',
  undefined,
];

test.each(reasons)(
  '`findRemedy()` says to start the job, and not to restart it, when it is quarantined for %s',
  (reason) => {
    const remedy = findRemedy({ code: 'Quarantine', quarantineReason: reason });
    expect(remedy).toMatch(
      /in quarantine \(.+\)\. .*"Start provisioning" in the Entra portal\. Do not restart it: .*deletes/,
    );
    expect(remedy).not.toMatch(/again/);
  },
);

test.each([
  ['Paused', /"Start provisioning".*Do not restart it/],
  ['NotRun', /never started \(NotRun\).*start it/],
  ['NotConfigured', /never started \(NotConfigured\).*start it/],
])('`findRemedy()` says what to do when a job is %s', (code, remedy) => {
  expect(findRemedy({ code, quarantineReason: undefined })).toMatch(remedy);
});

test('`findRemedy()` says nothing when a job is active', () => {
  expect(findRemedy({ code: 'Active', quarantineReason: undefined })).toBeUndefined();
});
