/**
 * The limits above which `doctor` warns: the defaults of the
 * alerts' limits (infra/main.bicep and infra/modules/alerts.bicep; a test compares them).
 */
export const warningLimits = {
  /** Percent of the day's bulkUpload calls. */
  quotaSharePercent: 80,
  /** Percent of the newest log entries that failed; the alert takes a cycle's changes. */
  failureSharePercent: 5,
  /** Hours after which a file or a cycle is late. */
  fileExpectedEveryHours: 26,
} as const;
