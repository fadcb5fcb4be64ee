/** A value that a leaf gives. */
export type Scalar = string | number | boolean | null;

/** The JSON type that a leaf must give. `any`: an attribute of an unknown schema extension. */
export type LeafType = 'string' | 'boolean' | 'integer' | 'any';

/** The types that a leaf with a column can convert text to. */
export type ColumnType = 'boolean' | 'integer' | 'dateTime' | 'string';

/** A leaf that reads a column. The schema says which keys can be combined. */
export interface ColumnLeaf {
  column: string;
  equals?: string | undefined;
  type?: ColumnType | undefined;
  true?: string[] | undefined;
  false?: string[] | undefined;
  format?: string | undefined;
  timeZone?: string | undefined;
  lookup?: Record<string, Scalar> | undefined;
  default?: Scalar | undefined;
}

/** A column's name, a constant, an expression or a column with options. */
export type Leaf = string | { value: Scalar } | { expression: string } | ColumnLeaf;

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
}
