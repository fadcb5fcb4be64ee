/** A value that a leaf gives. */
export type Scalar = string | number | boolean | null;

/** The JSON type that a leaf has to give; `any` in a schema extension that is not known here. */
export type LeafType = 'string' | 'boolean' | 'integer' | 'any';
