/** A value that a leaf gives. */
export type Scalar = string | number | boolean | null;

/** The JSON type that a leaf must give. `any`: an attribute of an unknown schema extension. */
export type LeafType = 'string' | 'boolean' | 'integer' | 'any';

/** The types that a leaf with a column can convert text to. */
export type ColumnType = 'boolean' | 'integer' | 'dateTime' | 'string';

/**
 * A leaf that reads a column: `default` stands in for an empty field, then `lookup` replaces the
 * text, then the type reads it. leafSchemas.ts and checkLeaves.ts say which keys can be combined.
 */
export interface ColumnLeaf {
  column: string;
  /** A text, or one of several. */
  equals?: string | string[] | undefined;
  /** What an `equals` gives for an empty field; otherwise the record is rejected. */
  empty?: boolean | undefined;
  type?: ColumnType | undefined;
  true?: string[] | undefined;
  false?: string[] | undefined;
  /** A Unicode date pattern or `excel`, or a list of them. */
  format?: string | string[] | undefined;
  timeZone?: string | undefined;
  /** Of the names of months. */
  locale?: string | undefined;
  lookup?: Record<string, Scalar> | undefined;
  default?: Scalar | undefined;
  /** What a text becomes that `lookup` does not list. */
  otherwise?: 'reject' | null | undefined;
  /** A column of the same file: the externalId of the person whose field there is this text. */
  find?: string | undefined;
  /** What a text becomes that the type refuses; otherwise the record is rejected. */
  invalid?: 'null' | undefined;
}

/** The leaf of `active` that depends on today's date. */
export interface ActivePeriodLeaf {
  column?: string | undefined;
  equals?: string | string[] | undefined;
  empty?: boolean | undefined;
  /** Columns of the first and the last active day. */
  from?: string | undefined;
  until?: string | undefined;
  format?: string | string[] | undefined;
  locale?: string | undefined;
}

export interface ExpressionLeaf {
  /** CEL over `row`. */
  expression: string;
  invalid?: 'null' | undefined;
}

/** The kinds of leaves that are objects. Where a new kind is missing, the compiler says so. */
export interface LeafKinds {
  constant: { value: Scalar };
  expression: ExpressionLeaf;
  column: ColumnLeaf;
  activePeriod: ActivePeriodLeaf;
}
export type LeafKind = keyof LeafKinds;
export type LeafKey = { [Kind in LeafKind]: keyof LeafKinds[Kind] }[LeafKind];

/** A column's name, or an object of one kind. */
export type Leaf = string | LeafKinds[LeafKind];

/**
 * A node of `attributes`: a leaf, an attribute with sub-attributes, or the elements of a
 * multi-valued attribute.
 */
export type Node = Leaf | { [attribute: string]: Node } | Node[];

/** The part of a mapping that decides which users are sent. */
export interface UserMapping {
  attributes: Record<string, Node>;
  /** Columns that are sent as they are, under a schema extension; `*` is every column. */
  extension?: { schema: string; columns: '*' | string[] } | undefined;
  /** What a mapped but empty field becomes. */
  emptyValues: 'null' | 'empty' | 'omit';
  /** IANA, of dates without a zone of their own. */
  timeZone?: string | undefined;
}
