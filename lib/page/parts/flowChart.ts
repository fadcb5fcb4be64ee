import { type Html, html } from '../html/html';
import { renderCount, renderTable } from '../html/table';
import { capitalize, formatNumber } from '../html/words';
import { describeFlow, type Flow, type Stage } from './flow';
import { type Box, layOutFlow, type Ribbon } from './flowLayout';

/**
 * One drawing for wide screens and one for narrow screens, where a scaled one would be illegible.
 */
const sizes = [
  { name: 'wide', width: 800, step: 320, box: 12 },
  { name: 'narrow', width: 340, step: 115, box: 8 },
] as const;
type Size = (typeof sizes)[number];

/** Renders the flow from the file's records to Entra's outcomes, as a drawing and as a table. */
export const renderFlowChart = (flow: Flow): Html => html`${sizes.map((size) => renderDrawing(flow, size))}
<details><summary>The same in numbers, and what the words mean</summary>
${numbers(flow)}</details>
`;

function renderDrawing(flow: Flow, size: Size): Html {
  const { boxes, ribbons, height } = layOutFlow(flow);
  return html`<svg class="chart ${size.name}" viewBox="0 0 ${size.width} ${Math.ceil(height)}" role="img" aria-label="${describeFlow(flow)}">
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
  return html`<rect class="node ${stage.tone}" x="${x}" y="${pixels(top)}" width="${box}" height="${pixels(height)}" rx="2"/><text class="number" x="${text}" y="${pixels(middle - 2)}">${formatNumber(stage.count)}</text><text x="${text}" y="${pixels(middle + 14)}">${stage.label}</text>
`;
}

function numbers({ read, taken, aside, ends }: Flow): Html {
  const row = ({ label, count: number, meaning }: Stage): Html[] => [
    html`${capitalize(label)}`,
    renderCount(number),
    html`${capitalize(meaning)}`,
  ];
  return renderTable({
    caption: 'From the file to its answers',
    columns: [{ title: 'What', kind: 'head' }, { title: 'How many', kind: 'count' }, { title: 'What it means' }],
    rows: [read, taken, ...aside, ...ends].map(row),
  });
}
