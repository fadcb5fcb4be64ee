import type { LogEntry, ProvisioningSystem } from '../tenant/logEntry';

/** A log entry in the words of beta: `action`, `statusInfo` with the error's fields in it, provisioningSystemDetails. */
export function betaEntry(entry: LogEntry): Record<string, unknown> {
  const { provisioningAction: action, provisioningStatusInfo, sourceSystem, targetSystem, ...others } = entry;
  const { status, errorInformation } = provisioningStatusInfo;
  return {
    ...others,
    action,
    sourceSystem: systemDetails(sourceSystem),
    targetSystem: systemDetails(targetSystem),
    statusInfo: {
      '@odata.type': errorInformation === null ? '#microsoft.graph.statusBase' : '#microsoft.graph.statusDetails',
      status,
      ...errorInformation,
    },
  };
}

const systemDetails = (system: ProvisioningSystem): Record<string, unknown> => ({
  '@odata.type': '#microsoft.graph.provisioningSystemDetails',
  ...system,
});
