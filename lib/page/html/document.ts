import { type Html, html, toMarkup, trustMarkup } from './html';
import { style } from './style';

/**
 * Renders a whole page. Its Content-Security-Policy allows only its own style, no script and no
 * request.
 */
export const renderDocument = (title: Html, main: Html): string =>
  toMarkup(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${style.hash}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${trustMarkup(style.text)}</style>
</head>
<body>
<main>
${main}
</main>
</body>
</html>
`);
