import type { Node } from '../../mapping/types';
import { columnsOfStatus, type StatusGuess } from './status';

/** One leaf of a proposed mapping. */
export interface Guess {
  /**
   * The path of the leaf: `['name', 'givenName']`, or `['emails', 'value']` in the element for
   * work.
   */
  path: readonly string[];
  leaf: Node;
  /** The columns that it reads. */
  columns: readonly string[];
  why: string;
  /** Whether the name and the fields agree. Otherwise a person is asked. */
  isSure: boolean;
  /** Whether it can be a private matter: only a person takes it. */
  isPrivate?: boolean;
}

/** What a mapping for an export could be, before a person has answered. */
export interface Proposal {
  csv: object;
  guesses: readonly Guess[];
  /** What says who is active. It is always asked. */
  status: StatusGuess;
  /** IANA zone of most people; `undefined` where the countries do not decide it. */
  timeZone: string | undefined;
  /** Columns that are not mapped, and why. */
  leftOut: readonly { column: string; why: string }[];
}

/**
 * The proposal with only these guesses. The columns of the others are left out, unless something
 * else reads them.
 */
export function keepGuesses(proposal: Proposal, guesses: readonly Guess[]): Proposal {
  const read = new Set([...guesses.flatMap(({ columns }) => columns), ...columnsOfStatus(proposal.status)]);
  const dropped = proposal.guesses.flatMap(({ columns, why }) => columns.map((column) => ({ column, why })));
  const leftOut = new Map([...dropped, ...proposal.leftOut].map((entry) => [entry.column, entry]));
  return { ...proposal, guesses, leftOut: [...leftOut.values()].filter(({ column }) => !read.has(column)) };
}

/** Why a guess is made whose column has both a known name and values that fit. */
export const byNameAndValues = 'name and values match';

/** The schema extension for what SCIM has no attribute for, as Microsoft's samples name it. */
export const extension = 'urn:ietf:params:scim:schemas:extension:csv:1.0:User';
