import fc from 'fast-check';

/**
 * Any character of Unicode. (fast-check's own `binary` makes a table of them all: a second each
 * time.)
 */
export const anyCharacter = fc
  .oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }))
  .map((codePoint) => String.fromCodePoint(codePoint));
