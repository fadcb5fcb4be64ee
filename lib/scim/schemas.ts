/** JSON types of SCIM attributes (RFC 7643 §2.3). A dateTime, reference or binary is a string. */
export type AttributeType = 'string' | 'boolean' | 'integer' | 'complex';

export interface Attribute {
  type: AttributeType;
  multiValued?: true;
  /** Whether it is a schema extension (RFC 7643 §3.3), which holds attributes but is none. */
  extension?: true;
  subAttributes?: Attributes;
}

export type Attributes = Readonly<Record<string, Attribute>>;

export const coreUser = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const enterpriseUser = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const string: Attribute = { type: 'string' };
const boolean: Attribute = { type: 'boolean' };
const complex = (subAttributes: Attributes): Attribute => ({ type: 'complex', subAttributes });
const multiValued = (subAttributes: Attributes): Attribute => ({ type: 'complex', multiValued: true, subAttributes });

/** The sub-attributes of most multi-valued attributes (RFC 7643 §2.4). */
const valued: Attributes = { value: string, display: string, type: string, primary: boolean };

/** The Core User attributes (RFC 7643 §4.1 and §8.7.1), with `id` and `externalId` (§3.1). */
export const coreUserAttributes: Attributes = {
  id: string,
  externalId: string,
  userName: string,
  name: complex({
    formatted: string,
    familyName: string,
    givenName: string,
    middleName: string,
    honorificPrefix: string,
    honorificSuffix: string,
  }),
  displayName: string,
  nickName: string,
  profileUrl: string,
  title: string,
  userType: string,
  preferredLanguage: string,
  locale: string,
  timezone: string,
  active: boolean,
  password: string,
  emails: multiValued(valued),
  phoneNumbers: multiValued(valued),
  ims: multiValued(valued),
  photos: multiValued(valued),
  addresses: multiValued({
    formatted: string,
    streetAddress: string,
    locality: string,
    region: string,
    postalCode: string,
    country: string,
    type: string,
    primary: boolean,
  }),
  groups: multiValued({ value: string, $ref: string, display: string, type: string }),
  entitlements: multiValued(valued),
  roles: multiValued(valued),
  x509Certificates: multiValued(valued),
};

/** The attributes of the Enterprise User schema extension (RFC 7643 §4.3 and §8.7.1). */
export const enterpriseUserAttributes: Attributes = {
  employeeNumber: string,
  costCenter: string,
  organization: string,
  division: string,
  department: string,
  manager: complex({ value: string, $ref: string, displayName: string }),
};

const known: Readonly<Record<string, Attributes>> = { [enterpriseUser]: enterpriseUserAttributes };

/** Finds a top-level attribute of a user by name: a Core User attribute or a schema extension. */
export function findTopAttribute(name: string): Attribute | undefined {
  if (Object.hasOwn(coreUserAttributes, name)) return coreUserAttributes[name];
  if (!/^urn:/i.test(name)) return undefined;
  const subAttributes = Object.hasOwn(known, name) ? known[name] : undefined;
  return { type: 'complex', extension: true, ...(subAttributes && { subAttributes }) };
}
