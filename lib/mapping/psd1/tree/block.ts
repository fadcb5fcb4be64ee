import type { Cursor } from '../syntax/cursor';
import type { Node, Statement } from './node';

/** The script block to parse. */
export interface Block extends Cursor {
  /** Limits its tokens, and so the depth of its tree. */
  budget: { left: number };
  /** How many `switch` the place is in: there, `$_` is the value of the nearest one, not the record. */
  switches: { around: number };
  /** The parts of the grammar that contain one another. */
  grammar: Grammar;
}

export interface Grammar {
  parseExpression(block: Block): Node;
  parseUnary(block: Block): Node;
  parseStatements(block: Block): Statement[];
  /** Parses tokens that are statements to their end. */
  parseWhole(block: Block): Node;
}
