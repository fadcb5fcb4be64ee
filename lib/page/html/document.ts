import { constant, type Html, html, toMarkup } from './html';
import { style } from './style';

/** A whole page: its policy lets nothing run and nothing load but its one style. */
export const documentOf = (title: Html, main: Html): string =>
  toMarkup(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${style.hash}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${constant(style.text)}</style>
</head>
<body>
<main>
${main}
</main>
</body>
</html>
`);
