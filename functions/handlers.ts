import { ingestHrFile } from './ingestHrFile';
import { resumeIngestion } from './resumeIngestion';
import { shutDown } from './shutdown';
import { summarizeCycles } from './summarizeCycles';
import { sweepInbox } from './sweepInbox';

/**
 * The functions' handlers. In the deployed app this is a separate file, which the entry file loads
 * when the first function runs.
 */
export const handlers = { ingestHrFile, resumeIngestion, shutDown, summarizeCycles, sweepInbox };
