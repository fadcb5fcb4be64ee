import type { Mapping } from '../../mapping/file/parse';
import { listObjectLeaves } from '../../mapping/leaves';
import type { LeafKey } from '../../mapping/types';
import { safeOperationBytes } from '../../scim/bulkRequests';
import type { MappedFile } from '../hrFile';

/**
 * Whether a leaf with this key can give a text longer than the field and the mapping's own texts
 * together: then no record of that mapping is certainly short.
 */
const canGiveMore: Readonly<Record<LeafKey, boolean>> = {
  expression: true,
  ...{ value: false, column: false, find: false },
  ...{ lookup: false, default: false, otherwise: false, invalid: false },
  ...{ equals: false, empty: false, from: false, until: false },
  ...{ type: false, true: false, false: false, format: false, timeZone: false, locale: false },
};

/** Finds records whose operation is certainly short, by their longest field. */
export function createShortRecordCheck(
  mapping: Mapping,
  { header, leaves }: Pick<MappedFile, 'header' | 'leaves'>,
): (fields: readonly string[]) => boolean {
  const keys = listObjectLeaves(mapping).flatMap(({ leaf }) => Object.keys(leaf) as LeafKey[]);
  if (keys.some((key) => canGiveMore[key])) return () => false;
  const own = Buffer.byteLength(JSON.stringify([mapping, header]));
  const longest = (safeOperationBytes - frame - own) / (longestEscape * leaves.length);
  if (longestDate > longest) return () => false;
  return (fields) => {
    for (let index = 0; index < fields.length; index++) if ((fields[index] as string).length > longest) return false;
    return true;
  };
}

/** More bytes than the operation's own keys and the standard schemas' names have. */
const frame = 500;
/** The most bytes that JSON makes of a UTF-16 unit: \uXXXX. */
const longestEscape = 6;
const longestDate = '2021-05-01T00:00:00.000-05:00'.length;
