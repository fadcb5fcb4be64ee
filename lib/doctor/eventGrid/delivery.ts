import { z } from 'zod';
import type { ManagementClient } from './management';
import type { EventSubscription, SystemTopic } from './resources';

/** Totals of the last 24 hours, from Azure Monitor's metrics of the system topic. */
export interface Delivery {
  /** Events of the whole storage account, before the filter. */
  published: number;
  delivered: number;
  failedAttempts: number;
  deadLettered: number;
  dropped: number;
}

const metrics = z.object({
  value: z.array(
    z.object({
      name: z.object({ value: z.string() }),
      timeseries: z.array(z.object({ data: z.array(z.object({ total: z.number().nullish() })) })),
    }),
  ),
});

const day = 24 * 60 * 60_000;

/** Reads Event Grid's metrics of an event subscription for the 24 hours before `now`. */
export async function readDelivery(
  topic: SystemTopic,
  { name }: EventSubscription,
  { client, now }: { client: ManagementClient; now: number },
): Promise<Delivery> {
  const read = async (names: readonly string[], filter?: string): Promise<(name: string) => number> => {
    const query = new URLSearchParams({
      'api-version': '2018-01-01',
      metricnames: names.join(','),
      aggregation: 'Total',
      interval: 'PT1H',
      timespan: `${new Date(now - day).toISOString()}/${new Date(now).toISOString()}`,
      ...(filter && { $filter: filter }),
    });
    const { value } = await client.get(`${topic.id}/providers/Microsoft.Insights/metrics?${query}`, metrics);
    return (metric) =>
      value
        .filter((found) => found.name.value === metric)
        .flatMap(({ timeseries }) => timeseries.flatMap(({ data }) => data))
        .reduce((sum, { total }) => sum + (total ?? 0), 0);
  };
  // PublishSuccessCount has no event subscription, and one filter applies to all metrics of a call
  const ofTopic = await read(['PublishSuccessCount']);
  const names = ['DeliverySuccessCount', 'DeliveryAttemptFailCount', 'DeadLetteredCount', 'DroppedEventCount'];
  const ofSubscription = await read(names, `EventSubscriptionName eq '${name}'`);
  return {
    published: ofTopic('PublishSuccessCount'),
    delivered: ofSubscription('DeliverySuccessCount'),
    failedAttempts: ofSubscription('DeliveryAttemptFailCount'),
    deadLettered: ofSubscription('DeadLetteredCount'),
    dropped: ofSubscription('DroppedEventCount'),
  };
}
