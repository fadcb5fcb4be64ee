import { attributeNameOf } from '../../lib/init/buildMapping';
import type { Proposal } from '../../lib/init/guesses/proposal';
import type { HrExport } from '../../lib/init/readExport';
import { crop, formatTable } from './table';

const widestSample = 24;

/** Formats what each column of an export is taken for, and why. */
export function formatProposal(
  { guesses, status, leftOut }: Proposal,
  { columns, csv, records }: HrExport,
  width?: number,
): string {
  const reasons = new Map(leftOut.map(({ column, why }) => [column, why]));
  const rows = columns.map(({ name, texts }) => {
    const uses = guesses.filter((guess) => guess.columns.includes(name));
    const isStatus = status.kind === 'words' && status.column === name;
    const isDay = status.kind === 'days' && (status.days.from === name || status.days.until === name);
    const attributes = [...uses.map(attributeNameOf), ...(isStatus || isDay ? ['active'] : [])];
    const why =
      (uses.find(({ isSure }) => !isSure) ?? uses[0])?.why ??
      (isStatus ? 'its name and its words' : (reasons.get(name) ?? ''));
    const isSure = uses.every(({ isSure }) => isSure) && !isStatus && !isDay;
    const likely = uses.some(({ isPrivate }) => isPrivate) ? 'ask' : isSure ? 'sure' : 'likely';
    const sure = attributes.length === 0 ? '-' : likely;
    const [sample = ''] = texts.keys();
    return [crop(name, widestSample), crop(sample, widestSample), attributes.join(', ') || 'left out', sure, why];
  });
  const table = formatTable([['Column', 'Sample', 'Attribute', 'Confidence', 'Why'], ...rows], {
    align: 'left',
    width,
  });
  const keys = Object.entries(csv).map(([key, value]) => `${key} ${Array.isArray(value) ? value.join(', ') : value}`);
  return `${table}\n${records} records, read with ${keys.length === 0 ? 'default CSV settings' : keys.join('; ')}`;
}
