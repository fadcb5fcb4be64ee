import { RE2JS } from '@bufbuild/re2';

/** Whether a text is a regular expression of RE2. */
export function isPattern(source: string): boolean {
  try {
    RE2JS.compile(source);
    return true;
  } catch {
    return false;
  }
}
