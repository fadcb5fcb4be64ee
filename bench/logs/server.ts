import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { logPages, pageSize } from './pages';

/**
 * A process that serves a provisioning log of so many entries; it makes each page while the one
 * before is read.
 */
async function main(entries: number): Promise<void> {
  const entriesOf = await logPages(entries);
  const bodyOf = (first: number, address: string): string => {
    const last = Math.min(first + pageSize, entries);
    const next = last < entries ? `"@odata.nextLink":"${address}?$skiptoken=${last}",` : '';
    return `{${next}"value":[${entriesOf(first, last)}]}`;
  };
  let ready = { first: -1, body: Buffer.alloc(0) };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
    const address = `${url.origin}${url.pathname}`;
    const first = Number(url.searchParams.get('$skiptoken') ?? 0);
    const body = ready.first === first ? ready.body : Buffer.from(bodyOf(first, address));
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(body, () => {
      const next = first + pageSize;
      if (next < entries) ready = { first: next, body: Buffer.from(bodyOf(next, address)) };
    });
  });
  server.listen(0, '127.0.0.1', () => {
    process.send?.({ origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  });
}

process.once('disconnect', () => process.exit()); // whoever asks is gone
void main(Number(process.argv[2]));
