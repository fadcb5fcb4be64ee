import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';

type Row = Record<string, string>;

/**
 * The bodies that a sample would make: everything is read, then everything built, then everything
 * written. It checks nothing, and does by hand what mappings/employees.json says; `bulkId` is the
 * record's number, since it does not know lines.
 */
export function plainBodies(file: string): Buffer[] {
  const rows = parse<Row>(readFileSync(file), { columns: true });
  const users = rows.map(userOf);
  const requests: unknown[] = [];
  for (let start = 0; start < users.length; start += 50) {
    const some = users.slice(start, start + 50);
    requests.push({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
      Operations: some.map((data, index) => ({
        method: 'POST',
        path: '/Users',
        bulkId: String(start + index + 1),
        data,
      })),
      failOnErrors: null,
    });
  }
  return requests.map((request) => Buffer.from(JSON.stringify(request)));
}

const textOf = (text = ''): string | null => text.trim() || null;

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

function userOf(row: Row): unknown {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', enterprise],
    externalId: textOf(row.WorkerID),
    userName: textOf(row.UserID),
    name: { familyName: textOf(row.LastName), givenName: textOf(row.FirstName) },
    displayName: textOf(row.FullName),
    nickName: textOf(row.UserID),
    title: textOf(row.JobTitle),
    userType: textOf(row.WorkerType),
    active: row.WorkerStatus?.trim().toLowerCase() === 'active',
    phoneNumbers: [{ value: textOf(row.OfficePhone), type: 'work' }],
    addresses: [
      {
        streetAddress: textOf(row.StreetAddress),
        locality: textOf(row.City),
        postalCode: textOf(row.ZipCode),
        country: textOf(row.CountryCode),
        type: 'work',
      },
    ],
    [enterprise]: {
      employeeNumber: textOf(row.WorkerID),
      costCenter: textOf(row.CostCenter),
      organization: textOf(row.Company),
      division: textOf(row.Division),
      department: textOf(row.Department),
      manager: { value: textOf(row.ManagerID) },
    },
  };
}

export const run = async (file: string): Promise<void> => void plainBodies(file);
