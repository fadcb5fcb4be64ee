/**
 * Draws lines of a terminal as an SVG that shows them one after the other, and then starts again.
 * It stands still for whoever prefers less motion.
 * @param {{ at: number, text: string }[]} lines each with its time, in milliseconds
 */
export function drawTerminal(lines) {
  const [lineHeight, padding, width] = [20, 16, 900];
  const pause = 6000;
  const total = (lines.at(-1)?.at ?? 0) + pause;
  const height = lines.length * lineHeight + 2 * padding;
  const percent = (milliseconds) => ((100 * milliseconds) / total).toFixed(2);
  const frames = lines.map(
    ({ at }, index) => `@keyframes l${index}{0%,${percent(at)}%{opacity:0}${percent(at + 1)}%,100%{opacity:1}}`,
  );
  const rules = lines.map((_, index) => `.l${index}{animation:l${index} ${total}ms step-end infinite}`);
  const texts = lines.map(
    ({ text }, index) =>
      `<text class="l${index}" x="${padding}" y="${padding + lineHeight * index + 14}" xml:space="preserve">${escapeXml(text)}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="A recording of npm start">
<style>text{font:13px ui-monospace,"Cascadia Mono",Menlo,Consolas,monospace;fill:#e6edf3}
@media (prefers-reduced-motion:no-preference){${frames.join('')}${rules.join('')}}</style>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
${texts.join('\n')}
</svg>
`;
}

const escapeXml = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
