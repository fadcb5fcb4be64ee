import type { Mapping } from '../../mapping/file/parse';
import { kindOf, listObjectLeaves } from '../../mapping/leaves';
import type { LeafKind } from '../../mapping/types';
import { safeOperationBytes } from '../../scim/bulkRequests';
import type { MappedFile } from '../hrFile';

/**
 * Whether a leaf of a kind can give a text longer than a field and all texts of the mapping
 * together, which are counted (`own`).
 */
const canGiveMore: Readonly<Record<LeafKind, boolean>> = {
  constant: false,
  expression: true,
  column: false,
  activePeriod: false,
};

/** Tells records whose operation is short for certain, by their longest field alone. */
export function createShortRecordCheck(
  mapping: Mapping,
  { header, leaves }: Pick<MappedFile, 'header' | 'leaves'>,
): (fields: readonly string[]) => boolean {
  if (listObjectLeaves(mapping).some(({ leaf }) => canGiveMore[kindOf(leaf)])) return () => false;
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
