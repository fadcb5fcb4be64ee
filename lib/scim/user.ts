/** A SCIM user as it is sent (RFC 7643 §4.1): the attributes that the mapping gives; these are always there. */
export interface User {
  schemas: readonly string[];
  externalId: string;
  active: boolean;
  [attribute: string]: unknown;
}
