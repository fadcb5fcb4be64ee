import type { OpenFile } from '../../lib/csv/read';
import { type FileSummary, summarizeFile } from '../../lib/ingestion/inspection/fileSummary';
import { inspectRecords } from '../../lib/ingestion/inspection/inspect';
import { readRejections } from '../../lib/ingestion/reports/rejections';
import type { Mapping } from '../../lib/mapping/file/parse';
import { formatNote } from '../../lib/preview/text';
import type { Context } from '../context/context';
import { formatSummary } from './fileSummary';
import { reportRecordGroups, reportUnusable } from './report';

interface ReportOptions {
  open: OpenFile;
  mapping: Mapping;
  /** Stands before the counts. */
  label?: string;
  /** Shows one line of what the mapping makes of the file. */
  show: (line: string) => void;
  context: Context;
}

/**
 * Shows what a mapping makes of a file, and reports its rejected records and notes. Nothing is
 * sent.
 */
export async function reportInspection({
  open,
  mapping,
  label = '',
  show,
  context,
}: ReportOptions): Promise<{ isUsable: boolean; rejected: number; summary: FileSummary }> {
  const { plan } = await inspectRecords(open, mapping);
  const { read, valid, rejected, duplicates, skipped, repeatedHeaders } = plan.records;
  if (rejected > 0) await reportRecordGroups((await readRejections(open, mapping, plan)).rejections, context);
  const counts = [
    ...[`${read} records`, `${valid} valid`, `${rejected} rejected`, `${duplicates} repeating others`],
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(repeatedHeaders > 0 ? [`${repeatedHeaders} repeated headers`] : []),
  ];
  show(`${label}${counts.join(', ')}`);
  reportUnusable(plan, context);
  const summary = await summarizeFile(open, mapping, plan);
  for (const line of formatSummary(summary)) show(line);
  for (const note of plan.notes) context.report(formatNote(note));
  return { isUsable: valid > 0, rejected, summary };
}
