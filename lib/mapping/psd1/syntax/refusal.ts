/** What cannot be parsed or translated exactly; it is caught where parsing can continue. */
export class Refusal extends Error {
  line: number | undefined;
}

/** @throws Refusal, of the line that `atLine()` gives when it has none */
export function refuse(reason: string, line?: number): never {
  throw Object.assign(new Refusal(reason), { line });
}

/** Runs a translation, whose refusal is of this line unless it has one. */
export function atLine<T>(line: number, translate: () => T): T {
  try {
    return translate();
  } catch (error) {
    if (error instanceof Refusal) error.line ??= line;
    throw error;
  }
}
