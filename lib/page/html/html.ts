const markup: unique symbol = Symbol('markup');

/**
 * Markup that `html` created. The symbol is private to this file, so no parsed JSON and no string
 * can imitate it.
 */
export interface Html {
  readonly [markup]: string;
}

type Value = Html | readonly Html[] | string | number;

/**
 * The only way to put text into a page: everything that `html` did not create is escaped. Attribute
 * values must be quoted. No value may be inside `<style>`, which is a constant.
 */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return { [markup]: parts.reduce((text, part, index) => text + renderValue(values[index - 1]) + part) };
}

export const emptyHtml: Html = html``;

export const toMarkup = (value: Html): string => value[markup];

/** Marks a constant of this program as markup. Never use it for data. */
export const trustMarkup = (text: string): Html => ({ [markup]: text });

function renderValue(value: Value | undefined): string {
  if (typeof value === 'string') return escapeText(value);
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
 * Invisible characters that hide or reorder text: control characters except tab and line break,
 * lone surrogates, line separators, soft hyphens, zero-width spaces, and marks that embed, override
 * or isolate a text direction. Joiners, left-to-right marks and similar characters stay, because
 * names and emoji need them.
 */
const unseen =
  /[\p{Cs}\p{Zl}\p{Zp}\u00ad\u180e\u200b\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]|(?![\t\n\r])\p{Cc}/gu;

const formatCodePoint = (character: string): string =>
  `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;

const escapeText = (text: string): string =>
  text.replace(unseen, formatCodePoint).replace(/[&<>"']/g, (character) => entities[character] ?? '');
