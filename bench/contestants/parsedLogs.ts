interface Page {
  '@odata.nextLink'?: string;
}

/** The floor: the pages of a log are fetched and parsed, and thrown away. */
export async function run(origin: string): Promise<void> {
  for (let next: string | undefined = `${origin}/v1.0/auditLogs/provisioning`; next !== undefined; ) {
    const response = await fetch(next);
    const page = JSON.parse(await response.text()) as Page;
    next = page['@odata.nextLink'];
  }
}
