import { emptyHtml, type Html, html } from '../html/html';
import { renderBar, renderCount, renderTable } from '../html/table';
import { capitalize, renderField, renderSentence } from '../html/words';

export interface ReasonGroup {
  reason: string;
  count: number;
}

const mostGroups = 8;

/**
 * Groups equal reasons, the most frequent first. Reasons that differ only in a line number are
 * equal.
 */
export function groupReasons(reasons: Iterable<string>): ReasonGroup[] {
  const groups = new Map<string, number>();
  for (const text of reasons) {
    const reason = text.replace(/\bline \d+/g, 'line …');
    groups.set(reason, (groups.get(reason) ?? 0) + 1);
  }
  return [...groups].map(([reason, number]) => ({ reason, count: number })).sort((a, b) => b.count - a.count);
}

/**
 * Separates the place in the mapping from the reason. Semicolons separate several reasons of one
 * record.
 */
const place = /^(attributes\.\S+): (.+)$/s;

/** The most reasons of one record that are shown. */
const mostReasons = 5;

/** Renders a record's reasons: first what is wrong, then the place in the mapping. */
export function renderReason(text: string): Html {
  const reasons = text.split(/; (?=attributes\.|externalId |active )/);
  const hidden = reasons.length - mostReasons;
  return html`${reasons.slice(0, mostReasons).map((reason) => {
    const [, path, message] = place.exec(reason) ?? [];
    return path === undefined || message === undefined
      ? html`<p>${renderSentence(capitalize(reason))}</p>`
      : html`<p>${renderSentence(capitalize(message))}</p><p class="soft small">${renderField(path)}</p>`;
  })}${hidden > 0 ? html`<p class="soft">… and ${hidden} more in <code>rejected.csv</code></p>` : emptyHtml}`;
}

/** Renders the reasons with bars, when there are too many to read one by one. */
export function renderReasonsTable(
  groups: readonly ReasonGroup[],
  { caption, tone }: { caption: string; tone: string },
): Html {
  const shown = groups.length > mostGroups + 1 ? groups.slice(0, mostGroups) : groups;
  const others = groups.slice(shown.length);
  const sum = (list: readonly ReasonGroup[]): number => list.reduce((total, group) => total + group.count, 0);
  const row = (reason: Html, number: number): Html[] => [reason, renderCount(number), renderBar(number, sum(groups))];
  const rows = shown.map((group) => row(renderReason(group.reason), group.count));
  if (others.length > 0) rows.push(row(html`${others.length} other reasons`, sum(others)));
  return html`<div class="${tone}">${renderTable({
    caption,
    columns: [
      { title: 'Reason', kind: 'head' },
      { title: 'How many', kind: 'count' },
      { title: 'Share', kind: 'bar' },
    ],
    rows,
  })}</div>`;
}
