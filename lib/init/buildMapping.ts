import type { Node } from '../mapping/types';
import { enterpriseUser } from '../scim/schemas';
import { extension, type Guess, type Proposal } from './guesses/proposal';
import { createActiveLeaf, type StatusGuess } from './guesses/status';

/** Multi-valued attributes: the element for work is the only one that Entra's page describes. */
const multiValued = new Set(['emails', 'phoneNumbers', 'addresses']);

type Attributes = Record<string, Node>;

/** Builds the mapping file of a proposal. @param file the export's name, for the description */
export function buildMapping(
  proposal: Proposal,
  { feed, file }: { feed: string; file: string },
): Record<string, unknown> {
  const { csv, guesses, status, timeZone } = proposal;
  const attributes: Attributes = {};
  const setting = feed.toUpperCase().replaceAll('-', '_'); // as the deployment names the app settings of FEEDS
  for (const guess of guesses) {
    put(attributes, guess);
    if (guess.path[0] === 'externalId') attributes.active = createActiveLeaf(status);
  }
  const externalId = guesses.find(({ path }) => path[0] === 'externalId');
  if (externalId !== undefined) put(attributes, { ...externalId, path: [enterpriseUser, 'employeeNumber'] });
  return {
    $schema: './mapping.schema.json',
    description: describe(proposal, file),
    feed,
    provisioningJob: { servicePrincipalId: `%${setting}_SERVICE_PRINCIPAL_ID%`, jobId: `%${setting}_JOB_ID%` },
    ...(Object.keys(csv).length > 0 && { csv }),
    ...(status.kind === 'days' && { timeZone: timeZone ?? 'UTC' }),
    attributes,
  };
}

function put(attributes: Attributes, { path: [first = '', ...rest], leaf }: Pick<Guess, 'path' | 'leaf'>): void {
  if (rest.length === 0) attributes[first] = leaf;
  else if (multiValued.has(first)) {
    attributes[first] ??= [{ type: { value: 'work' } }];
    const [element] = attributes[first] as [Attributes];
    put(element, { path: rest, leaf });
  } else {
    attributes[first] ??= {};
    put(attributes[first] as Attributes, { path: rest, leaf });
  }
}

/** The lines of `description`: what to review. */
function describe({ guesses, status, leftOut, timeZone }: Proposal, file: string): string[] {
  return [
    `Proposed by csv2scim init from ${file}. Check it with csv2scim validate and csv2scim preview.`,
    ...guesses
      .filter(({ isSure }) => !isSure)
      .map((guess) => `Guessed: ${attributeNameOf(guess)} from ${guess.columns.join(', ')} (${guess.why}).`),
    ...describeStatus(status, timeZone),
    ...describeExtension(guesses),
    ...(leftOut.length === 0 ? [] : [`Not mapped: ${leftOut.map(({ column }) => column).join(', ')}.`]),
  ];
}

/** Entra ignores attributes of an extension that the provisioning job does not know. */
function describeExtension(guesses: Proposal['guesses']): string[] {
  const names = guesses.filter(({ path: [first = ''] }) => first === extension).map(attributeNameOf);
  if (names.length === 0) return [];
  return [`Run csv2scim setup or update-schema to add to the provisioning job: ${names.join(', ')}.`];
}

function describeStatus(status: StatusGuess, timeZone: string | undefined): string[] {
  if (status.kind === 'none')
    return [
      'No status column or end date was found, so everybody in the file is active. Set "absent": "deactivate" to disable people who are missing from a later file.',
    ];
  if (status.kind === 'days')
    return timeZone === undefined ? ['timeZone: name the zone in which a first and a last day begin and end.'] : [];
  const guessed = status.words
    .filter(({ isKnown, isActive }) => !isKnown && isActive)
    .map(({ word }) => (word === '' ? 'an empty field' : `"${word}"`));
  return guessed.map((word) => `Guessed: ${word} means active.`);
}

/** The attribute's name for a person: `name.givenName`, `department`, `addresses.locality`. */
export const attributeNameOf = ({ path }: Pick<Guess, 'path'>): string =>
  path.filter((part) => !part.startsWith('urn:')).join('.');
