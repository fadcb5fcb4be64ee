import { createHash } from 'node:crypto';

const light = `--paper:#fcfcfb;--text:#1d2126;--soft:#57606a;--line:#e1e4e8;
--good:#17764a;--good-pale:#dcf0e5;--info:#2360ad;--info-pale:#dfeaf8;--quiet:#636c76;--quiet-pale:#eaecef;
--warning:#895800;--warning-pale:#fbedcf;--bad:#b4271f;--bad-pale:#fae0dd;`;

const dark = `--paper:#14171a;--text:#e8eaed;--soft:#a6aeb8;--line:#31373e;
--good:#5fc899;--good-pale:#17392a;--info:#88b8f5;--info-pale:#1b3353;--quiet:#9aa3ad;--quiet-pale:#2a3037;
--warning:#e6b65a;--warning-pale:#40330f;--bad:#f4958d;--bad-pale:#4a211f;`;

const tones = ['good', 'info', 'quiet', 'warning', 'bad']
  .map((tone) => `.${tone}{--tone:var(--${tone});--pale:var(--${tone}-pale)}`)
  .join('\n');

const text = `
:root{color-scheme:light dark;${light}}
@media screen and (prefers-color-scheme:dark){:root{${dark}}}
${tones}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--text);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:anywhere}
main{max-width:60rem;margin:0 auto;padding:3rem 1.5rem 4rem}
h1,h2,h3,p,dl,dd,ul,table{margin:0;padding:0}
h1{font-size:1rem;font-weight:400;color:var(--soft)}
h2{font-size:1.375rem;line-height:1.3;font-weight:650;margin:4rem 0 .25rem}
h3{font-size:1.0625rem;line-height:1.4;font-weight:650;margin:2.25rem 0 .25rem}
p+p{margin-top:.5rem}
.soft{color:var(--soft)}
.lead{color:var(--soft);max-width:42rem}
.small{font-size:.8125rem}
.verdict{font-size:1.75rem;line-height:1.3;font-weight:650;letter-spacing:-.01em;margin:1rem 0 1.25rem;text-wrap:balance}
.badge{display:inline-block;background:var(--pale);color:var(--tone);font-weight:650;font-size:.9375rem;padding:.125rem .75rem;border-radius:1rem;white-space:nowrap}
a{text-decoration:none}
a:hover .badge{text-decoration:underline}
.reasons{list-style:none;margin:1.25rem 0;padding:.75rem 1.125rem;border-left:.25rem solid var(--tone);background:var(--pale)}
.reasons li+li{margin-top:.5rem}
.none{color:var(--soft);margin-top:.5rem}
.none::before{content:"✓";color:var(--good);font-weight:700;margin-right:.5rem}
.none.open::before{content:"…";color:var(--info)}
code{font:.875em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;background:var(--quiet-pale);padding:.125rem .375rem;border-radius:.25rem}
bdi{display:inline-block;max-width:100%;overflow:clip;white-space:pre-wrap}
svg{display:block;width:100%;height:auto}
.chart{margin:1.5rem 0 1rem}
.chart.narrow{display:none}
svg text{font-size:13px;fill:var(--soft)}
svg .number{font-size:17px;font-weight:650;fill:var(--text)}
.node{fill:var(--tone)}
.ribbon{fill:var(--pale)}
.track{fill:var(--quiet-pale)}
.bar{width:8rem;min-width:8rem;vertical-align:middle;padding-right:0}
table{border-collapse:collapse;width:100%;margin-top:1rem;font-size:.9375rem}
caption{text-align:left;color:var(--soft);padding-bottom:.375rem}
th,td{min-width:7rem;text-align:left;vertical-align:top;padding:.5rem 1rem .5rem 0;border-bottom:1px solid var(--line)}
thead th{color:var(--soft);font-weight:500;font-size:.875rem;vertical-align:bottom}
thead th.head bdi{white-space:nowrap}
tbody th{font-weight:500}
th.count,td.count,.short{min-width:3.5rem}
th.count,td.count{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
th.count bdi{white-space:nowrap}
td p+p,th p+p{margin-top:.125rem}
.sign{color:var(--tone);font-weight:650;white-space:nowrap}
details{margin-top:1rem}
summary{cursor:pointer;color:var(--info);padding:.25rem 0;width:fit-content}
:focus-visible{outline:2px solid var(--info);outline-offset:3px;border-radius:2px}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.5rem 2rem;margin-top:1rem;font-size:.9375rem}
dt{color:var(--soft)}
footer{margin-top:4rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--soft);font-size:.875rem}
@media (max-width:64rem){th,td{min-width:5rem}}
@media (max-width:44rem){
main{padding:1.75rem 1.125rem 3rem}
.verdict{font-size:1.4375rem}
h2{margin-top:3rem}
.chart.wide{display:none}
.chart.narrow{display:block;max-width:27rem}
dl{grid-template-columns:1fr;gap:0}
dd{margin-bottom:.75rem}
.rows table,.rows tbody,.rows caption{display:block}
.rows thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
.rows tr{display:block;padding:.75rem 0;border-bottom:1px solid var(--line)}
.rows th,.rows td{display:grid;grid-template-columns:7rem minmax(0,1fr);gap:.75rem;padding:.125rem 0;border:0;text-align:left;white-space:normal}
.rows th::before,.rows td::before{content:attr(data-label);color:var(--soft);font-weight:400;unicode-bidi:isolate}
.rows td.bar{display:none}
}
@media print{
body{background:none;font-size:10pt}
main{max-width:none;padding:0}
h2{margin-top:2rem;break-after:avoid}
tr,.chart,.reasons{break-inside:avoid}
summary{color:inherit}
details::details-content{content-visibility:visible;block-size:auto}
svg,.badge,.reasons{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
`;

/** The page's only style. It contains no data, and the policy allows no other style. */
export const style = { text, hash: createHash('sha256').update(text).digest('base64') } as const;
