import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import type { TelemetryEvent } from '../../lib/telemetry';
import { type Folder, newFolder } from './files';

interface Envelope {
  name: string;
  iKey: string;
  time: string;
  data: { baseType: string; baseData: TelemetryEvent };
}

export interface Insights {
  /** App settings that bring telemetry here. */
  settings: Record<string, string>;
  /** The Authorization header of every request; empty when there was none. */
  authorizations: string[];
  /** Every body that arrived, whatever was answered. */
  bodies: string[];
  /** The envelopes that were taken. */
  envelopes: Envelope[];
  /** The events in them, of one name or all. */
  events(name?: string): TelemetryEvent[];
  /** The status to answer a body with (206 takes half of it); none at all for `hang`. */
  answer: (body: string) => number | 'hang';
  forget(): void;
  stop(): Promise<void>;
}

/** Stands in for Application Insights: https, and the answers of its ingestion endpoint. */
export async function startInsights(): Promise<Insights> {
  const folder: Folder = await newFolder();
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [
          { type: 7, ip: '127.0.0.1' },
          { type: 2, value: 'insights.example' },
        ],
      },
    ],
  });
  const insights: Omit<Insights, 'settings' | 'stop'> = {
    authorizations: [],
    bodies: [],
    envelopes: [],
    events: (name) =>
      insights.envelopes.map(({ data }) => data.baseData).filter((event) => name === undefined || event.name === name),
    answer: () => 200,
    forget: () => Object.assign(insights, { authorizations: [], bodies: [], envelopes: [], answer: () => 200 }),
  };
  const server = createServer({ key, cert }, async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    insights.authorizations.push(request.headers.authorization ?? '');
    insights.bodies.push(`${request.method} ${request.url} ${body}`);
    const status = insights.answer(body);
    if (status === 'hang') return;
    const envelopes = JSON.parse(body) as Envelope[];
    const taken = status === 200 ? envelopes.length : status === 206 ? Math.floor(envelopes.length / 2) : 0;
    insights.envelopes.push(...envelopes.slice(0, taken));
    const itemsReceived = envelopes.length;
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ itemsReceived, itemsAccepted: taken, errors: [] }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return Object.assign(insights, {
    settings: {
      APPLICATIONINSIGHTS_CONNECTION_STRING: `InstrumentationKey=00000000-0000-4000-8000-000000000001;IngestionEndpoint=${origin}`,
      NODE_EXTRA_CA_CERTS: await folder.write('certificate.pem', cert),
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      await folder.remove();
    },
  });
}
