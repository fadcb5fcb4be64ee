import { ingestHrFile } from './ingestHrFile';
import { resumeIngestion } from './resumeIngestion';
import { summarizeCycles } from './summarizeCycles';
import { sweepInbox } from './sweepInbox';

/** What the functions do: in what is deployed a file of its own, which the entry file loads when the first of them runs. */
export const handlers = { ingestHrFile, resumeIngestion, summarizeCycles, sweepInbox };
