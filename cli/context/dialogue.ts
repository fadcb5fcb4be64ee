import { createInterface } from 'node:readline';
import type { Context } from './context';
import { replaceControlCharacters } from './printable';

export interface Dialogue {
  /** Asks one question. `undefined` when the input ends, or with Ctrl+C. */
  ask(question: string): Promise<string | undefined>;
  /** Asks until an answer is right: one for which `read` gives a value. */
  askUntil<T>(question: string, read: (answer: string) => T | undefined): Promise<T | undefined>;
  close(): void;
}

/** Opens a dialogue with a person at a terminal. Questions go to standard error. */
export function openDialogue({ stdin, stderr }: Pick<Context, 'stdin' | 'stderr'>): Dialogue {
  const lines = createInterface({ input: stdin, output: stderr });
  const answers = lines[Symbol.asyncIterator]();
  const ask = async (question: string): Promise<string | undefined> => {
    lines.setPrompt(`${replaceControlCharacters(question)} `);
    lines.prompt();
    const { done, value } = await answers.next();
    return done ? undefined : value.trim();
  };
  return {
    ask,
    async askUntil(question, read) {
      for (;;) {
        const answer = await ask(question);
        if (answer === undefined) return undefined;
        const value = read(answer);
        if (value !== undefined) return value;
      }
    },
    close: () => lines.close(),
  };
}

/** Reads yes or no; Enter is yes. */
export const readConsent = (answer: string): boolean | undefined =>
  /^(?:y|yes)?$/i.test(answer) ? true : /^(?:n|no)$/i.test(answer) ? false : undefined;
