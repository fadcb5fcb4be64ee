/** What a psd1 file says that cannot be read, or not be translated exactly: caught where reading can go on. */
export class Refusal extends Error {
  constructor(
    readonly line: number,
    reason: string,
  ) {
    super(reason);
  }
}
