import type { EventFilter } from './resources';

const eventType = 'Microsoft.Storage.BlobCreated';
const subjectStart = '/blobServices/default/containers/hr-inbox/';
const subjectEnd = '.csv';
/**
 * These APIs end a write. CreateFile, SftpCreate and SftpWrite come before the content is complete.
 */
const apis = ['PutBlob', 'PutBlockList', 'CopyBlob', 'FlushWithClose', 'SftpCommit'];

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** Lists how an event subscription's filter differs from infra/event-subscription.bicep. */
export function checkFilter(filter: EventFilter): string[] {
  const { includedEventTypes, subjectBeginsWith, subjectEndsWith, isSubjectCaseSensitive } = filter;
  const types = includedEventTypes ?? [];
  const start = subjectBeginsWith ?? '';
  const end = subjectEndsWith ?? '';
  return [
    types.length === 1 && isSame(types[0] ?? '', eventType)
      ? ''
      : `its filter has the event types ${types.join(', ') || '(all)'}. It must have only ${eventType}`,
    [subjectStart, `${subjectStart}blobs/`].some((right) => isSame(right, start))
      ? ''
      : `its filter subjectBeginsWith is "${start}". It must be "${subjectStart}"`,
    isSame(end, subjectEnd) ? '' : `its filter subjectEndsWith is "${end}". It must be "${subjectEnd}"`,
    isSubjectCaseSensitive
      ? 'its filter isSubjectCaseSensitive is true. It must be false, so that .CSV files match too'
      : '',
    ...checkAdvancedFilters(filter.advancedFilters ?? []),
  ].filter((problem) => problem !== '');
}

function checkAdvancedFilters(filters: NonNullable<EventFilter['advancedFilters']>): string[] {
  const isOurs = ({ key, operatorType }: (typeof filters)[number]): boolean =>
    isSame(key ?? '', 'data.api') && isSame(operatorType ?? '', 'StringIn');
  const others = filters.filter((filter) => !isOurs(filter));
  const values = filters.find(isOurs)?.values?.map(String);
  const problems = others.map(
    ({ key, operatorType }) => `its filter also checks ${key} (${operatorType}), which may keep files out`,
  );
  if (values === undefined)
    return [...problems, `its filter does not check data.api. It must be in ${apis.join(', ')}`];
  const missing = apis.filter((api) => !values.some((value) => isSame(value, api)));
  const extra = values.filter((value) => !apis.some((api) => isSame(value, api)));
  if (missing.length > 0)
    problems.push(`its filter on data.api lacks ${missing.join(', ')}. Files written this way raise no event`);
  if (extra.length > 0)
    problems.push(`its filter on data.api has ${extra.join(', ')}, which does not mean that a file is complete`);
  return problems;
}
