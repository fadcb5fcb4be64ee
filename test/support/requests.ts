interface Body {
  Operations: { bulkId: string; data: { externalId: string } & Record<string, unknown> }[];
}

/** The operations of bulk requests' bodies. */
export const operationsIn = (bodies: readonly string[]): Body['Operations'] =>
  bodies.flatMap((body) => (JSON.parse(body) as Body).Operations);

export const externalIdsIn = (bodies: readonly string[]): string[] =>
  operationsIn(bodies).map(({ data }) => data.externalId);
