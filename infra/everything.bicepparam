// A sample that sets every parameter. Copy it, delete what you do not need, and deploy with
//   az deployment group create --resource-group GROUP --parameters infra/yours.bicepparam
// Do not name it main.bicepparam: azd would use it instead of main.parameters.json.
// everything.snapshot.json holds what this sample creates. After an intended change, write it
// again:
//   bicep snapshot everything.bicepparam && npx biome check --write everything.snapshot.json

using 'main.bicep'

param location = 'westeurope'
param name = 'csv2scim'
param tags = { owner: 'identity team' }
param nodeVersion = '22'
param storageSku = 'Standard_ZRS'

// Provisioning app and job of each feed: "csv2scim setup" prints both.
param feeds = {
  employees: { servicePrincipalId: '11111111-1111-4111-8111-111111111111' }
  contractors: { servicePrincipalId: '22222222-2222-4222-8222-222222222222', jobId: 'API2AAD.22222222' }
}

// Personal data is deleted after retentionDays plus 7 days of soft delete.
param retentionDays = 30

// Object id of the group that puts files in hr-inbox and reads hr-reports.
param hrReaders = '33333333-3333-4333-8333-333333333333'

// Object id of the group that runs release, discard, resume and doctor.
param operators = '44444444-4444-4444-8444-444444444444'

// SFTP is billed by the hour, and cannot be turned on or off later.
param enableSftp = true
param sftpUsers = [
  { name: 'hrexport', sshPublicKey: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }
]

// The app uses private endpoints. HR uploads from these public addresses.
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
