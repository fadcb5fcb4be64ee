import { bulkUpload } from '../../lib/graph/provisioning/bulkUpload';
import { job } from '../job';
import { noRateLimit } from '../noRateLimit';
import type { LimitShare } from '../upload/burstShare';
import { besideEntra } from '../upload/simulation';
import { requestsOf } from './requests';

/**
 * One request after the other through the same client, without a pace; what is answered 429 is
 * tried again later.
 */
export const run = (file: string, latency: string, seconds: string): Promise<LimitShare> =>
  besideEntra(Number(latency), noRateLimit, async (client) => {
    const end = performance.now() + Number(seconds) * 1000;
    for await (const request of requestsOf(file)) {
      if (performance.now() > end) break;
      await bulkUpload(client, job, request);
    }
  });
