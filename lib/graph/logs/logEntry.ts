/** What Entra says went wrong with a change. */
export interface LogError {
  errorCode: string;
  errorCategory: string;
  /** May name the person. */
  reason: string;
  additionalDetails: string;
  recommendedAction: string;
}

export interface ModifiedProperty {
  displayName: string;
  oldValue: string | null;
  newValue: string | null;
}

/**
 * One entry of the provisioning logs (provisioningObjectSummary). It contains personal data: show
 * it on request, never log it.
 */
export interface LogEntry {
  id: string;
  /** ISO 8601, UTC. */
  activityDateTime: string;
  jobId: string;
  cycleId: string;
  /** One change of one person in one cycle; may have several entries. */
  changeId: string;
  /** As Entra spells it: create, update, delete, stageddelete, disable, other, … */
  action: string;
  /** As Entra spells it: success, warning, failure, skipped, … */
  status: string;
  /** The externalId that was uploaded. */
  sourceId: string;
  targetId: string;
  displayName: string;
  error: LogError | undefined;
  modifiedProperties: readonly ModifiedProperty[];
  /** As Graph sent it, with the steps, the initiator and the systems; when asked for. */
  raw?: Json;
}

export type Json = Readonly<Record<string, unknown>>;

const objectOf = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * Reads an entry as v1.0 spells it, or as beta does (`action`, `statusInfo`). Unknown fields are
 * ignored.
 */
export function parseLogEntry(value: unknown, raw = false): LogEntry {
  const entry = objectOf(value);
  const source = objectOf(entry.sourceIdentity);
  const target = objectOf(entry.targetIdentity);
  const info = objectOf(entry.provisioningStatusInfo ?? entry.statusInfo);
  return {
    id: textOf(entry.id),
    activityDateTime: textOf(entry.activityDateTime),
    jobId: textOf(entry.jobId),
    cycleId: textOf(entry.cycleId),
    changeId: textOf(entry.changeId),
    action: textOf(entry.provisioningAction ?? entry.action),
    status: textOf(info.status),
    sourceId: textOf(source.id),
    targetId: textOf(target.id),
    displayName: textOf(target.displayName) || textOf(source.displayName),
    error: parseError(info),
    modifiedProperties: Array.isArray(entry.modifiedProperties)
      ? entry.modifiedProperties.map(parseModifiedProperty)
      : [],
    ...(raw && { raw: entry }),
  };
}

/**
 * Documented as errorInformation and as errorInfo; beta's statusDetails holds the same fields
 * itself.
 */
function parseError(info: Json): LogError | undefined {
  const error = objectOf(info.errorInformation ?? info.errorInfo ?? info);
  const [errorCode, reason] = [textOf(error.errorCode), textOf(error.reason)];
  if (errorCode === '' && reason === '') return undefined;
  return {
    errorCode,
    errorCategory: textOf(error.errorCategory),
    reason,
    additionalDetails: textOf(error.additionalDetails),
    recommendedAction: textOf(error.recommendedAction),
  };
}

function parseModifiedProperty(value: unknown): ModifiedProperty {
  const { displayName, oldValue, newValue } = objectOf(value);
  const textOrNull = (text: unknown): string | null => (typeof text === 'string' ? text : null);
  return { displayName: textOf(displayName), oldValue: textOrNull(oldValue), newValue: textOrNull(newValue) };
}
