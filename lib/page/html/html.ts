const markup: unique symbol = Symbol('markup');

/** Markup that `html` made. The symbol never leaves this file, so no parsed JSON and no string can pass for it. */
export interface Html {
  readonly [markup]: string;
}

type Value = Html | readonly Html[] | string | number;

/**
 * The only way in which text gets into the page: whatever is not itself made by `html` is escaped. Attribute values must stand in
 * quotation marks, and no value may stand inside `<style>` (there is one style, and it is a constant).
 */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return { [markup]: parts.reduce((text, part, index) => text + markupOf(values[index - 1]) + part) };
}

export const nothing: Html = html``;

export const toMarkup = (value: Html): string => value[markup];

/** Trusts a constant of ours as it stands; never for what was read. */
export const constant = (text: string): Html => ({ [markup]: text });

function markupOf(value: Value | undefined): string {
  if (typeof value === 'string') return escaped(value);
  if (typeof value === 'number') return String(value);
  if (value === undefined) return '';
  return isList(value) ? value.map(toMarkup).join('') : value[markup];
}

const isList = (value: Html | readonly Html[]): value is readonly Html[] => Array.isArray(value);

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * What hides or reorders text without being seen: control characters except tab and line break, lone surrogates, line separators, soft
 * hyphens, zero-width spaces, and the marks that embed, override or isolate a direction. Joiners, left-to-right marks and the like
 * stay: names and emoji need them.
 */
const unseen =
  /[\p{Cs}\p{Zl}\p{Zp}\u00ad\u180e\u200b\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]|(?![\t\n\r])\p{Cc}/gu;

const codeOf = (character: string): string =>
  `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;

const escaped = (text: string): string =>
  text.replace(unseen, codeOf).replace(/[&<>"']/g, (character) => entities[character] ?? '');
