import type { LogEntry, ProvisioningSystem } from '../tenant/logEntry';

/**
 * Converts a log entry to the beta schema: `action`, `statusInfo` with the error's fields,
 * provisioningSystemDetails.
 */
export function toBetaLogEntry(entry: LogEntry): Record<string, unknown> {
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
