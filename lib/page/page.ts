import { type Answers, answersOf } from './answers';
import { documentOf } from './html/document';
import { type Html, html, nothing } from './html/html';
import { plain } from './html/table';
import { capitalized, field, grouped, sentence, shortened } from './html/words';
import type { PageInput } from './input';
import { whatEntraDid } from './parts/cycle';
import { details } from './parts/details';
import { flowOf } from './parts/flow';
import { flowChart } from './parts/flowChart';
import { leavers } from './parts/leavers';
import { rejectedRecords } from './parts/rejected';
import { troubledPeople } from './parts/troubled';
import { verdictOf } from './parts/verdict';
import { type StateWords, type Tone, wordsOf } from './states';

/** An HR file and what became of it, as one HTML file for a person: no script, nothing from elsewhere, safe against any field's content. */
export function renderPage(input: PageInput): string {
  const answers = answersOf(input);
  const { report } = input;
  const { badge } = wordsOf(report);
  return documentOf(
    html`${badge}: ${shortened(report.blob, 100)}`,
    html`${masthead(input, answers)}
${section('What happened to the file', flow(input, answers))}
${section('What needs you', html`<div id="attention">${rejectedRecords(input)}${troubledPeople(input, answers)}</div>`)}
${section('What Entra did', html`${whatEntraDid(input, answers)}${leavers(answers)}`)}
${section('Details', details(input, answers))}
<footer>This page holds people’s data: keep it where the file itself may be kept.</footer>`,
  );
}

const section = (title: string, content: Html): Html => html`<section>
<h2>${title}</h2>
${content}</section>`;

const signs: Readonly<Record<Tone, string>> = { good: '✓', info: '…', quiet: '–', warning: '!', bad: '✕' };

const badge = (tone: Tone, words: string): Html => html`<span class="badge ${tone}">${signs[tone]} ${words}</span>`;

/** The verdict, the state and its meaning, the reasons, and what to do next. */
function masthead(input: PageInput, answers: Answers): Html {
  const { report } = input;
  const state = wordsOf(report);
  const { sentence: verdict, attention } = verdictOf(input, answers);
  return html`<header>
<h1>HR file ${field(report.blob)}</h1>
<p class="verdict">${verdict}</p>
<p>${badge(state.tone, state.badge)} ${attention === 0 ? nothing : html`<a href="#attention">${badge('warning', `${grouped(attention)} to look at`)}</a>`}</p>
<p class="soft">${capitalized(report.state === 'accepted' && answers.cycles.length > 0 ? provisioned : state.meaning)}.</p>
${reasons(report.reasons, state.tone)}${nextStep(input.nextStep === undefined ? state : { todo: input.nextStep }, report.ingestionId)}
</header>`;
}

/** Once a cycle has run, there is nothing to wait for. */
const provisioned = 'Entra took every record that could be sent, and has provisioned people since';

const reasons = (list: PageInput['report']['reasons'], tone: Tone): Html =>
  list.length === 0
    ? nothing
    : html`<ul class="reasons ${tone}">${list.map(({ message }) => html`<li>${sentence(capitalized(message))}</li>`)}</ul>
`;

const nextStep = ({ todo, command }: Pick<StateWords, 'todo' | 'command'>, ingestionId: string): Html =>
  todo === undefined
    ? nothing
    : html`<p>${todo}${command === undefined ? nothing : html` <code>${command} ${field(ingestionId)}</code>`}</p>`;

const flow = (input: PageInput, answers: Answers): Html =>
  input.report.records.read === 0
    ? plain('No record of the file could be read, so there is nothing to draw.')
    : html`${counting(answers)}${flowChart(flowOf(input, answers))}`;

const counting = ({ counted, cycles }: Answers): Html =>
  counted === 'changes' && cycles.length > 0
    ? html`<p class="lead">What Entra did is counted in changes here: one person may have several.</p>`
    : nothing;
