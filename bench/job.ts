/** The provisioning job of all that is simulated here. */
export const job = { servicePrincipalId: 'app-1', jobId: 'job-1' };
