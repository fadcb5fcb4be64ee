/** The app's entry file: each import registers one function (registration is only possible while the app loads). */
import './ingestHrFile';
import './resumeIngestion';
import './summarizeCycles';
import './sweepInbox';
