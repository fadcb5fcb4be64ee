/**
 * Something in a psd1 file that cannot be parsed or cannot be translated exactly. It is caught
 * where parsing can continue.
 */
export class Refusal extends Error {
  constructor(
    readonly line: number,
    reason: string,
  ) {
    super(reason);
  }
}
