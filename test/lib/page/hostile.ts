import type { PageInput } from '../../../lib/page/input';
import { cycleOf, failed, input, report } from './inputs';

/**
 * Several kinds of hostile content, each of which would set `broken` or add an element if it were
 * taken for markup.
 */
export const hostile: readonly string[] = [
  '<script>window.broken=1</script>',
  '</style><script>window.broken=1</script>',
  '</title><img src=x onerror="window.broken=1">',
  '"><svg onload="window.broken=1">',
  "' onmouseover='window.broken=1",
  '<!-- --><iframe src="https://example.org/"></iframe>',
  '<base href="https://example.org/"><meta http-equiv="refresh" content="0;url=https://example.org/">',
  '<style>*{display:none}</style>',
  '</bdi></td></table><h1>All is well</h1>',
  '&lt;script&gt; &amp; &#x3c;b&#x3e;',
  'invoice\u202egpj.exe',
  'zero\u0000byte\u0007 and \u200bnothing',
  'javascript:window.broken=1',
  `z${'\u0335\u0321'.repeat(300)}algo`,
  `${'W'.repeat(5000)}`,
  '👩‍💻 שרה 小明 Þóra',
  '{{constructor.constructor("window.broken=1")()}}',
];

export function hostileInput(): PageInput {
  const text = (index: number): string => hostile[index % hostile.length] ?? '';
  const entries = hostile.map((value, index) =>
    failed(index, {
      sourceId: `${value} ${index}`,
      displayName: text(index + 1),
      error: {
        errorCode: text(index + 2),
        errorCategory: text(index),
        reason: text(index + 3),
        additionalDetails: text(index + 4),
        recommendedAction: text(index + 5),
      },
    }),
  );
  return input({
    report: report({
      ingestionId: text(0),
      feed: text(1),
      blob: hostile.join(' '),
      etag: text(4),
      sha256: text(2),
      mappingHash: text(3),
      reasons: hostile.map((message) => ({ code: message, message })),
      records: {
        read: 100,
        valid: 100 - hostile.length,
        rejected: hostile.length,
        duplicates: 0,
        skipped: 0,
        repeatedHeaders: 0,
      },
    }),
    header: hostile.slice(0, 6),
    rejections: hostile.map((reason, index) => ({ line: index + 2, reason, words: text(index + 1), fields: hostile })),
    entries,
    cycles: [cycleOf(entries, { jobId: text(6), startDateTime: text(7), endDateTime: text(8) })],
    madeAt: text(9),
  });
}
