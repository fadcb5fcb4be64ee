import { basename, extname } from 'node:path';
import type { Command } from 'commander';
import { MappingError, SettingsError } from '../../lib/errors';
import { attributeNameOf, buildMapping } from '../../lib/init/buildMapping';
import { withoutMarks } from '../../lib/init/columns/columns';
import { isKnownName } from '../../lib/init/columns/nameMatch';
import { keepGuesses, type Proposal } from '../../lib/init/guesses/proposal';
import { describeDays, type StatusGuess } from '../../lib/init/guesses/status';
import { proposeMapping } from '../../lib/init/propose';
import { readExport } from '../../lib/init/readExport';
import { parseMapping } from '../../lib/mapping/file/parse';
import { askProposal } from '../context/askProposal';
import type { Context } from '../context/context';
import { openCsvFile } from '../context/csvFile';
import { openDialogue } from '../context/dialogue';
import { checkFeedName, checkIsNew, writeMappingFile } from '../context/mappingFile';
import { stringifyPrintable } from '../context/printable';
import { reportInspection } from '../output/inspection';
import { formatProposal } from '../output/proposalTable';
import { exitCode } from '../output/report';

interface InitOptions {
  feed?: string;
  output?: string;
  yes?: true;
}

/** `init <csv>`: proposes a mapping file for a CSV file. */
export function addInit(program: Command, context: Context): void {
  program
    .command('init')
    .description('propose a mapping file for a CSV file; ask about uncertain columns')
    .argument('<csv>', 'CSV file, exported from HR')
    .option('--feed <name>', "name of the feed (default: from the file's name)")
    .option('--output <file>', 'write to this new file (default: <feed>.json; with --yes, standard output)')
    .option('--yes', 'do not ask; accept the most likely columns, and print each guess')
    .action(async (csv: string, options: InitOptions) => context.end(await init(csv, options, context)));
}

async function init(csv: string, options: InitOptions, context: Context): Promise<number> {
  const { feed = nameFeed(csv), yes } = options;
  checkFeedName(feed);
  if (yes !== true && !context.stdin.isTTY)
    throw new SettingsError('--yes', 'is required when there is no terminal for the questions. Nothing was written');
  const output = options.output ?? (yes === true ? undefined : `${feed}.json`);
  if (output !== undefined) await checkIsNew(output);
  const open = await openCsvFile(csv, context);
  const found = await readExport(open, isKnownName);
  const proposal = proposeMapping(found);
  const show = yes === true && options.output === undefined ? context.report : context.print;
  for (const line of formatProposal(proposal, found, context.stdout.columns).split('\n')) show(line);
  for (const line of listMissing(proposal)) show(line);
  const columns = found.columns.map(({ name }) => name);
  const accepted = yes === true ? acceptGuesses(proposal, show) : await ask(proposal, columns, context);
  if (accepted === undefined) {
    context.report('nothing was written');
    return exitCode.usage;
  }
  const text = `${stringifyPrintable(buildMapping(accepted, { feed, file: basename(csv) }))}\n`;
  const { mapping } = parseMapping(text);
  if (output === undefined) context.stdout.write(text);
  else {
    await writeMappingFile(output, text);
    show(`${output}: written`);
  }
  const { summary } = await reportInspection({ open, mapping, show, context });
  if (summary.active < summary.inactive)
    context.report(
      'warning: fewer than half of the people are active. Check "active" in the mapping file before you upload',
    );
  if (output !== undefined) context.report(`next: review the file, then run npx csv2scim validate ${output} ${csv}`);
  return exitCode.done;
}

/** Names a feed after a file, without the numbers of its date. */
function nameFeed(csv: string): string {
  const words = withoutMarks(basename(csv, extname(csv)))
    .split(/[^a-z]+/)
    .filter((word) => word !== '');
  return words.length === 0 ? 'employees' : words.join('-');
}

/** What most mappings have, and this one has not. */
function listMissing({ guesses }: Proposal): string[] {
  const names = new Set(guesses.map(attributeNameOf));
  const missing = ['userName', 'name.givenName', 'name.familyName', 'manager.value'].filter((name) => !names.has(name));
  return missing.length === 0 ? [] : [`no column found for: ${missing.join(', ')}`];
}

/**
 * Shows each guess, and leaves out what can be private. @throws MappingError when no column holds
 * an id
 */
function acceptGuesses(proposal: Proposal, show: (line: string) => void): Proposal {
  const accepted = keepGuesses(
    proposal,
    proposal.guesses.filter(({ isPrivate }) => isPrivate !== true),
  );
  const { guesses, status, timeZone } = accepted;
  if (!guesses.some(({ path }) => path[0] === 'externalId'))
    throw new MappingError([
      {
        path: 'attributes.externalId',
        message:
          'no column looks like an id: each person needs a different one. Export one, or run init on a terminal and name it',
      },
    ]);
  for (const guess of guesses.filter(({ isSure }) => !isSure))
    show(`guess: ${attributeNameOf(guess)} is ${guess.columns.join(', ')} (${guess.why})`);
  for (const line of listStatusGuesses(status, timeZone)) show(`guess: ${line}`);
  for (const { columns, why } of proposal.guesses.filter(({ isPrivate }) => isPrivate))
    show(`left out: ${columns.join(', ')} (${why})`);
  return accepted;
}

function listStatusGuesses(status: StatusGuess, timeZone: string | undefined): string[] {
  if (status.kind === 'none') return ['everybody in the file is active: no column that can be read says who has left'];
  if (status.kind === 'days')
    return [`people are active ${describeDays(status.days)}, in the time zone ${timeZone ?? 'UTC'}`];
  return status.words.map(
    ({ word, count, isActive, isKnown }) =>
      `${status.column}: ${word || '(empty)'} means ${isActive ? 'active' : 'not active'} (${count} ${count === 1 ? 'record' : 'records'}${isKnown ? '' : '; the word is not known'})`,
  );
}

async function ask(proposal: Proposal, columns: readonly string[], context: Context): Promise<Proposal | undefined> {
  const dialogue = openDialogue(context);
  try {
    return await askProposal(proposal, { dialogue, columns, show: context.print });
  } finally {
    dialogue.close();
  }
}
