/**
 * The limits from which on a person is warned. The alerts have the same (infra/main.bicep and
 * infra/modules/alerts.bicep; a test compares them).
 */
export const limits = {
  /** Percent of the day's bulkUpload calls. */
  quotaSharePercent: 80,
  /** Percent of a cycle's changes that failed. */
  failureSharePercent: 5,
  /** Hours after which a file or a cycle is late. */
  fileExpectedEveryHours: 26,
} as const;
