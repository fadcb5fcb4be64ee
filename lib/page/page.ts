import { type Answers, collectAnswers } from './answers';
import { renderDocument } from './html/document';
import { emptyHtml, type Html, html } from './html/html';
import { renderLead } from './html/table';
import { capitalize, formatNumber, renderField, renderSentence, shorten } from './html/words';
import type { PageInput } from './input';
import { renderCycles } from './parts/cycle';
import { renderDetails } from './parts/details';
import { createFlow } from './parts/flow';
import { renderFlowChart } from './parts/flowChart';
import { renderLeavers } from './parts/leavers';
import { renderNotes } from './parts/notes';
import { renderOutcomes } from './parts/outcomes';
import { renderRejectedRecords } from './parts/rejected';
import { renderTroubledPeople } from './parts/troubled';
import { createVerdict } from './parts/verdict';
import { describeState, type StateDescription, type Tone } from './states';

/**
 * Renders the result of an HR file as one HTML page: no script, no external resource, all fields
 * escaped.
 */
export function renderPage(input: PageInput): string {
  const answers = collectAnswers(input);
  const { report } = input;
  const { badge } = describeState(report);
  return renderDocument(
    html`${badge}: ${shorten(report.blob, 100)}`,
    html`${renderMasthead(input, answers)}
${renderSection('What happened to the file', flow(input, answers))}
${renderSection('What needs you', html`<div id="attention">${renderRejectedRecords(input)}${renderNotes(report)}${input.outcomes === undefined ? renderTroubledPeople(input, answers) : emptyHtml}${renderFiles(input)}</div>`)}
${renderSection('What Entra did', input.outcomes === undefined ? html`${renderCycles(input, answers)}${renderLeavers(answers)}` : renderOutcomes(input.outcomes))}
${renderSection('Details', renderDetails(input, answers))}
<footer>This page contains personal data. Protect it like the file itself.</footer>`,
  );
}

/** Links to the files that lie beside the page. */
function renderFiles({ files }: PageInput): Html {
  const names = [files?.rejected === true ? 'rejected.csv' : '', files?.outcomes === true ? 'outcomes.csv' : ''].filter(
    (name) => name !== '',
  );
  if (files === undefined || names.length === 0) return emptyHtml;
  return html`<p>Beside this page: ${names.map((name) => html`<a href="${files.beside}${name}">${name}</a> `)}</p>
`;
}

const renderSection = (title: string, content: Html): Html => html`<section>
<h2>${title}</h2>
${content}</section>`;

const signs: Readonly<Record<Tone, string>> = { good: '✓', info: '…', quiet: '–', warning: '!', bad: '✕' };

const renderBadge = (tone: Tone, words: string): Html =>
  html`<span class="badge ${tone}">${signs[tone]} ${words}</span>`;

/** Renders the verdict, the state and its meaning, the reasons, and the next step. */
function renderMasthead(input: PageInput, answers: Answers): Html {
  const { report } = input;
  const state = describeState(report);
  const { sentence: verdict, attention } = createVerdict(input, answers);
  return html`<header>
<h1>HR file ${renderField(report.blob)}</h1>
<p class="verdict">${verdict}</p>
<p>${renderBadge(state.tone, state.badge)} ${attention === 0 ? emptyHtml : html`<a href="#attention">${renderBadge('warning', `${formatNumber(attention)} to look at`)}</a>`}</p>
<p class="soft">${capitalize(report.state === 'accepted' && answers.cycles.length > 0 ? provisioned : state.meaning)}.</p>
${reasons(report.reasons, state.tone)}${renderNextStep(input.nextStep === undefined ? state : { todo: input.nextStep }, report.ingestionId)}
</header>`;
}

/** After a cycle has run, there is nothing to wait for. */
const provisioned = 'Entra accepted every valid record, and has provisioned people since';

const reasons = (list: PageInput['report']['reasons'], tone: Tone): Html =>
  list.length === 0
    ? emptyHtml
    : html`<ul class="reasons ${tone}">${list.map(({ message }) => html`<li>${renderSentence(capitalize(message))}</li>`)}</ul>
`;

const renderNextStep = ({ todo, command }: Pick<StateDescription, 'todo' | 'command'>, ingestionId: string): Html =>
  todo === undefined
    ? emptyHtml
    : html`<p>${todo}${command === undefined ? emptyHtml : html` <code>${command} ${renderField(ingestionId)}</code>`}</p>`;

const flow = (input: PageInput, answers: Answers): Html =>
  input.report.records.read === 0
    ? renderLead('No record of the file could be read, so there is no drawing.')
    : html`${counting(answers)}${renderFlowChart(createFlow(input, answers))}`;

const counting = ({ counted, cycles }: Answers): Html =>
  counted === 'changes' && cycles.length > 0
    ? html`<p class="lead">What Entra did is counted in changes here: one person may have several.</p>`
    : emptyHtml;
