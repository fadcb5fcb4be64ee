import { app } from '@azure/functions';
import { registerBlobReferences } from './blobReferences';

/**
 * The app's entry file. Functions must be registered while it loads. The handlers are loaded later,
 * when the first function runs, so that the host gets the list of functions early.
 */
const handlers = async () => (await import('./handlers')).handlers;

registerBlobReferences();

app.storageBlob('ingestHrFile', {
  path: 'hr-inbox/{name}',
  connection: 'HrStorage',
  source: 'EventGrid',
  sdkBinding: true,
  handler: async (blob, context) => (await handlers()).ingestHrFile(blob, context),
});

app.storageQueue('resumeIngestion', {
  queueName: 'ingestion-resume',
  connection: 'HrStorage',
  handler: async (message, context) => (await handlers()).resumeIngestion(message, context),
});

app.timer('summarizeCycles', {
  schedule: '%SUMMARY_SCHEDULE%',
  handler: async (timer, context) => (await handlers()).summarizeCycles(timer, context),
});

app.timer('sweepInbox', {
  schedule: '0 */5 * * * *',
  handler: async (timer, context) => (await handlers()).sweepInbox(timer, context),
});

app.hook.appTerminate(async () => (await handlers()).shutDown());
