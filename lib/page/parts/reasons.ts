import { type Html, html } from '../html/html';
import { bar, count, table } from '../html/table';
import { capitalized, field, sentence } from '../html/words';

export interface Group {
  reason: string;
  count: number;
}

const mostGroups = 8;

/** Equal reasons together, the most frequent first; which line a reason points to makes no other reason of it. */
export function groupsOf(reasons: Iterable<string>): Group[] {
  const groups = new Map<string, number>();
  for (const text of reasons) {
    const reason = text.replace(/\bline \d+/g, 'line …');
    groups.set(reason, (groups.get(reason) ?? 0) + 1);
  }
  return [...groups].map(([reason, number]) => ({ reason, count: number })).sort((a, b) => b.count - a.count);
}

/** Where a reason begins: with the attribute's place in the mapping. Several reasons of one record are joined by semicolons. */
const place = /^(attributes\.\S+): (.+)$/s;

/** A reason as a person reads it: what is wrong first, and where in the mapping below. */
export const readable = (text: string): Html =>
  html`${text.split(/; (?=attributes\.|externalId |active )/).map((reason) => {
    const [, path, message] = place.exec(reason) ?? [];
    return path === undefined || message === undefined
      ? html`<p>${sentence(capitalized(reason))}</p>`
      : html`<p>${sentence(capitalized(message))}</p><p class="soft small">${field(path)}</p>`;
  })}`;

/** The reasons with bars, for a list that is too long to see them at once. */
export function reasonsTable(groups: readonly Group[], { caption, tone }: { caption: string; tone: string }): Html {
  const shown = groups.length > mostGroups + 1 ? groups.slice(0, mostGroups) : groups;
  const others = groups.slice(shown.length);
  const sum = (list: readonly Group[]): number => list.reduce((total, group) => total + group.count, 0);
  const row = (reason: Html, number: number): Html[] => [reason, count(number), bar(number, sum(groups))];
  const rows = shown.map((group) => row(readable(group.reason), group.count));
  if (others.length > 0) rows.push(row(html`${others.length} other reasons`, sum(others)));
  return html`<div class="${tone}">${table({
    caption,
    columns: [
      { title: 'Reason', kind: 'head' },
      { title: 'How many', kind: 'count' },
      { title: 'Share', kind: 'bar' },
    ],
    rows,
  })}</div>`;
}
