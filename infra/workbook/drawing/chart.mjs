import { colors } from './colors.mjs';

const [height, left, right, top, bottom] = [200, 52, 8, 10, 44];

/** Draws rows as a bar or area chart of the workbook, as SVG with the given width in pixels. */
export function chart(rows, { visualization, chartSettings, size }, width) {
  const { xAxis, yAxis, group, ySettings = {} } = chartSettings;
  const series = group === undefined ? yAxis : [...new Set(rows.map((row) => row[group]))];
  const moments = [...new Set(rows.map((row) => row[xAxis]))];
  const numberAt = (moment, name) =>
    rows
      .filter((row) => row[xAxis] === moment && (group === undefined || row[group] === name))
      .reduce((sum, row) => sum + row[group === undefined ? name : yAxis[0]], 0);
  const stacks = moments.map((moment) => series.map((name) => numberAt(moment, name)));
  const most = ySettings.max ?? roundedUp(Math.max(...stacks.map((numbers) => numbers.reduce((a, b) => a + b, 0))));
  const tall = size === 1 ? height * 0.7 : height;
  const place = {
    step: (width - left - right) / moments.length,
    x: (index) => left + ((index + 0.5) * (width - left - right)) / moments.length,
    y: (number) => top + (tall - top - bottom) * (1 - number / most),
  };
  const fills = fillsOf(series, chartSettings);
  const drawn = visualization === 'areachart' ? area(stacks, fills, place) : bars(stacks, fills, place);
  const parts = [grid(most, width, place), drawn, days(moments, tall, place), legend(series, fills, tall)];
  return `<svg width="${width}" height="${tall}" font-size="11" fill="#605e5c">${parts.join('')}</svg>`;
}

function fillsOf(series, { seriesLabelSettings = [] }) {
  const named = new Map(seriesLabelSettings.map(({ seriesName, color }) => [seriesName, colors[color]]));
  return series.map((name) => named.get(name) ?? colors.blue);
}

function roundedUp(most) {
  const step = 10 ** Math.floor(Math.log10(Math.max(most, 1)));
  return Math.ceil(most / step) * step;
}

function bars(stacks, fills, { step, x, y }) {
  const bar = (numbers, index) => {
    let below = 0;
    return numbers.map((number, which) => {
      const base = y(below);
      below += number;
      return `<rect x="${x(index) - step * 0.35}" y="${y(below)}" width="${step * 0.7}" height="${base - y(below)}" fill="${fills[which]}"/>`;
    });
  };
  return stacks.flatMap(bar).join('');
}

function area(stacks, [fill], { x, y }) {
  const points = stacks.map(([number], index) => `${x(index)},${y(number)}`);
  const floor = [`${x(stacks.length - 1)},${y(0)}`, `${x(0)},${y(0)}`];
  return `<polygon points="${[...points, ...floor].join(' ')}" fill="${fill}" opacity=".3"/><polyline points="${points.join(' ')}" fill="none" stroke="${fill}" stroke-width="2"/>`;
}

function grid(most, width, { y }) {
  const lines = [0, most / 2, most].map(
    (number) =>
      `<line x1="${left}" x2="${width - right}" y1="${y(number)}" y2="${y(number)}" stroke="#edebe9"/><text x="${left - 6}" y="${y(number) + 4}" text-anchor="end">${number.toLocaleString('en')}</text>`,
  );
  return lines.join('');
}

/** Writes the date under at most seven of the points in time. */
function days(moments, tall, { x }) {
  const every = Math.ceil(moments.length / 7);
  return moments
    .map((moment, index) =>
      index % every === 0
        ? `<text x="${x(index)}" y="${tall - bottom + 16}" text-anchor="middle">${moment.slice(5, 10)}</text>`
        : '',
    )
    .join('');
}

function legend(series, fills, tall) {
  const words = series.map(
    (name, index) => `<tspan dx="12" fill="${fills[index]}">■</tspan><tspan fill="#323130"> ${name}</tspan>`,
  );
  return `<text x="${left - 12}" y="${tall - 6}">${words.join('')}</text>`;
}
