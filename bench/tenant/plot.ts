import type { Measures } from './measures';
import { legend, panelOf } from './scenarioPlot';

const panelHeight = 190;
const top = 88;

const title = 'How long the changes of a day’s files waited until they were sent';

/** All scenarios as one SVG, a panel each: how long the files of each day waited. */
export function plotOf(all: readonly Measures[]): string {
  const height = top + all.length * panelHeight + 8;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 ${height}" width="960" height="${height}" font-family="system-ui, sans-serif" font-size="12" fill="#222">`,
    `<title>${title}</title>`,
    `<rect width="960" height="${height}" fill="#fff"/>`,
    `<text x="16" y="26" font-size="17" font-weight="600">${title}</text>`,
    '<text x="16" y="46" fill="#555">20 feeds of one tenant, a file each a day; the longest wait by the day of the drop; the first file is the first load; what was never sent waits until the last day</text>',
    legend(68),
    ...all.map((measures, index) => panelOf(measures, top + index * panelHeight)),
    '</svg>\n',
  ].join('\n');
}
