/** A SCIM user as it is sent (RFC 7643 §4.1). The mapping can add any other attribute. */
export interface User {
  schemas: readonly string[];
  externalId: string;
  active: boolean;
  [attribute: string]: unknown;
}
