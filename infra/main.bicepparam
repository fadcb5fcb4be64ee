// A sample with everything switched on. Copy it, leave out what you do not need, and deploy with
//   az deployment group create --resource-group GROUP --parameters yours.bicepparam
// main.snapshot.json holds what this sample makes. When it is meant to change, write it anew:
//   bicep snapshot main.bicepparam && npx biome check --write main.snapshot.json

using 'main.bicep'

param name = 'csv2scim'
param tags = { owner: 'identity team' }
param nodeVersion = '22'

// Personal data is gone after retentionDays and 7 days of soft delete.
param retentionDays = 30

// Object id of the group that drops files in hr-inbox and reads hr-reports.
param hrReaders = '33333333-3333-4333-8333-333333333333'

// Object id of the group that releases, discards and resumes files from the command line.
param operators = '44444444-4444-4444-8444-444444444444'

// SFTP is billed by the hour, and cannot be switched later.
param enableSftp = true
param sftpUsers = [
  { name: 'hrexport', sshPublicKey: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }
]

// The app reaches its storage by private endpoints; HR comes in from these public addresses.
param privateNetwork = true
param allowedIpRanges = ['203.0.113.7', '198.51.100.0/24']
param networkAddressPrefix = '10.80.0.0/24'

param logDailyCapGb = 1
param logRetentionDays = 90

param alertEmails = ['operations@example.com']
param fileExpectedEveryHours = 26
param failureSharePercent = 5

param graphEndpoint = 'https://graph.microsoft.com'
param graphCallsPerDay = 2000
param graphCallsPer5Seconds = 40
param mappings = 'mappings'
param settleSeconds = 60
param timeBudgetMinutes = 25
param summarySchedule = '0 */15 * * * *'

// The settings that the mapping files name as %NAME%: what "csv2scim setup" prints.
param mappingSettings = {
  EMPLOYEES_SERVICE_PRINCIPAL_ID: '11111111-1111-4111-8111-111111111111'
  EMPLOYEES_JOB_ID: ''
  CONTRACTORS_SERVICE_PRINCIPAL_ID: '22222222-2222-4222-8222-222222222222'
  CONTRACTORS_JOB_ID: ''
}
