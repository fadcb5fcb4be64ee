import { createInterface } from 'node:readline';
import type { Context } from './context';
import { replaceControlCharacters } from './printable';

export interface Dialogue {
  /**
   * Asks until `read` gives a value, and shows the problem when it gives none. `undefined` when the
   * input ends, or with Ctrl+C.
   */
  askUntil<T>(question: string, read: (answer: string) => { value: T } | { problem: string }): Promise<T | undefined>;
  /** Asks for yes or no. @param enter what an empty answer means */
  confirm(question: string, enter: boolean): Promise<boolean | undefined>;
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
  const askUntil: Dialogue['askUntil'] = async (question, read) => {
    for (;;) {
      const answer = await ask(question);
      if (answer === undefined) return undefined;
      const result = read(answer);
      if ('value' in result) return result.value;
      stderr.write(`${replaceControlCharacters(result.problem)}\n`);
    }
  };
  return {
    askUntil,
    confirm: (question, enter) =>
      askUntil(`${question} ${enter ? '[Y/n]' : '[y/N]'}`, (answer) => {
        if (answer === '') return { value: enter };
        return /^(?:yes|y|no|n)$/i.test(answer) ? { value: /^y/i.test(answer) } : { problem: 'answer y or n' };
      }),
    close: () => lines.close(),
  };
}
