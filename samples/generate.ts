import { once } from 'node:events';
import { columns, people } from './people';

const quoted = (text: string): string => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/**
 * Writes `count` invented people to standard output as CSV (RFC 4180):
 * `npm run -s samples -- 1000 > samples/employees.csv`.
 */
async function main(): Promise<void> {
  const count = Number(process.argv[2] ?? 1000);
  if (!Number.isSafeInteger(count) || count < 0) throw new TypeError('usage: npm run -s samples -- COUNT > FILE');
  let text = `${columns.join(',')}\r\n`;
  for (const person of people(count)) {
    text += `${columns.map((column) => quoted(person[column])).join(',')}\r\n`;
    if (text.length > 65_536) {
      if (!process.stdout.write(text)) await once(process.stdout, 'drain');
      text = '';
    }
  }
  process.stdout.write(text);
}

void main();
