// Every parameter from the environment variable of main.parameters.json. All variables must be set.
// The preview in .github/workflows/ci.yml uses it: unlike azd, "az deployment group what-if" needs
// no write permission.

using 'main.bicep'

param location = readEnvironmentVariable('AZURE_LOCATION')
param name = readEnvironmentVariable('NAME_PREFIX')
param tags = json(readEnvironmentVariable('TAGS'))
param feeds = json(readEnvironmentVariable('FEEDS'))
param nodeVersion = readEnvironmentVariable('APP_NODE_VERSION')
param storageSku = readEnvironmentVariable('STORAGE_SKU')
param retentionDays = int(readEnvironmentVariable('RETENTION_DAYS'))
param hrReaders = readEnvironmentVariable('HR_READERS')
param operators = readEnvironmentVariable('OPERATORS')
param enableSftp = bool(readEnvironmentVariable('ENABLE_SFTP'))
param sftpUsers = json(readEnvironmentVariable('SFTP_USERS'))
param privateNetwork = bool(readEnvironmentVariable('PRIVATE_NETWORK'))
param allowedIpRanges = json(readEnvironmentVariable('ALLOWED_IP_RANGES'))
param networkAddressPrefix = readEnvironmentVariable('NETWORK_ADDRESS_PREFIX')
param logDailyCapGb = int(readEnvironmentVariable('LOG_DAILY_CAP_GB'))
param logRetentionDays = int(readEnvironmentVariable('LOG_RETENTION_DAYS'))
param alertEmails = json(readEnvironmentVariable('ALERT_EMAILS'))
param fileExpectedEveryHours = int(readEnvironmentVariable('FILE_EXPECTED_EVERY_HOURS'))
param failureSharePercent = int(readEnvironmentVariable('FAILURE_SHARE_PERCENT'))
param graphEndpoint = readEnvironmentVariable('GRAPH_ENDPOINT')
param graphCallsPerDay = int(readEnvironmentVariable('GRAPH_CALLS_PER_DAY'))
param graphCallsPer5Seconds = int(readEnvironmentVariable('GRAPH_CALLS_PER_5_SECONDS'))
param mappings = readEnvironmentVariable('MAPPINGS')
param settleSeconds = int(readEnvironmentVariable('SETTLE_SECONDS'))
param timeBudgetMinutes = int(readEnvironmentVariable('TIME_BUDGET_MINUTES'))
param summarySchedule = readEnvironmentVariable('SUMMARY_SCHEDULE')
