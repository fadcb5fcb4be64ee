import { type Html, html } from '../html/html';
import { count, table } from '../html/table';
import { capitalized, grouped } from '../html/words';
import { type Flow, type Stage, spoken } from './flow';
import { type Box, layoutOf, type Ribbon } from './flowLayout';

/** One drawing for a wide screen and one for a narrow one: scaled down, its words could not be read. */
const sizes = [
  { name: 'wide', width: 800, step: 320, box: 12 },
  { name: 'narrow', width: 340, step: 115, box: 8 },
] as const;
type Size = (typeof sizes)[number];

/** The file's way from its records to what Entra did, drawn and as a table. */
export const flowChart = (flow: Flow): Html => html`${sizes.map((size) => drawing(flow, size))}
<details><summary>The same in numbers, and what the words mean</summary>
${numbers(flow)}</details>
`;

function drawing(flow: Flow, size: Size): Html {
  const { boxes, ribbons, height } = layoutOf(flow);
  return html`<svg class="chart ${size.name}" viewBox="0 0 ${size.width} ${Math.ceil(height)}" role="img" aria-label="${spoken(flow)}">
${ribbons.map((ribbon) => band(ribbon, size))}
${boxes.map((box) => boxAndLabel(box, size))}
</svg>
`;
}

const pixels = (value: number): string => String(Math.round(value * 10) / 10);

function band({ from, to, fromTop, toTop, height, stage }: Ribbon, { step, box }: Size): Html {
  const [left, right] = [from * step + box, Math.round(to * step)];
  const middle = (left + right) / 2;
  const curve = (x: number, y: number, startY: number): string =>
    `C${pixels(middle)} ${pixels(startY)} ${pixels(middle)} ${pixels(y)} ${pixels(x)} ${pixels(y)}`;
  const path = `M${left} ${pixels(fromTop)} ${curve(right, toTop, fromTop)} V${pixels(toTop + height)} ${curve(left, fromTop + height, toTop + height)} Z`;
  return html`<path class="ribbon ${stage.tone}" d="${path}"/>`;
}

function boxAndLabel({ stage, column, top, height, middle }: Box, { step, box }: Size): Html {
  const x = Math.round(column * step);
  const text = x + box + 7;
  return html`<rect class="node ${stage.tone}" x="${x}" y="${pixels(top)}" width="${box}" height="${pixels(height)}" rx="2"/><text class="number" x="${text}" y="${pixels(middle - 2)}">${grouped(stage.count)}</text><text x="${text}" y="${pixels(middle + 14)}">${stage.label}</text>
`;
}

function numbers({ read, taken, aside, ends }: Flow): Html {
  const row = ({ label, count: number, meaning }: Stage): Html[] => [
    html`${capitalized(label)}`,
    count(number),
    html`${capitalized(meaning)}`,
  ];
  return table({
    caption: 'From the file to its answers',
    columns: [{ title: 'What', kind: 'head' }, { title: 'How many', kind: 'count' }, { title: 'What it means' }],
    rows: [read, taken, ...aside, ...ends].map(row),
  });
}
