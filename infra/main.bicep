// Everything that csv2scim needs in Azure, except the event subscription (event-subscription.bicep,
// after the code) and the permissions of the app in Microsoft Graph (graph/). docs/deploying.md
// explains the deployment.

targetScope = 'resourceGroup'

import { sftpUser } from 'modules/sftpUsers.bicep'

type feed = {
  @description('Object id of the provisioning app of the feed.')
  servicePrincipalId: string
  @description('Id of its provisioning job. Without it, the app uses the only job of the provisioning app.')
  jobId: string?
}

@description('Azure region. Only regions that have Flex Consumption are allowed: az functionapp list-flexconsumption-locations.')
@allowed([
  'australiaeast'
  'australiasoutheast'
  'brazilsouth'
  'canadacentral'
  'centralindia'
  'centralus'
  'eastasia'
  'eastus'
  'eastus2'
  'francecentral'
  'germanywestcentral'
  'italynorth'
  'japaneast'
  'koreacentral'
  'northcentralus'
  'northeurope'
  'norwayeast'
  'southafricanorth'
  'southcentralus'
  'southeastasia'
  'southindia'
  'spaincentral'
  'swedencentral'
  'uaenorth'
  'uksouth'
  'ukwest'
  'westcentralus'
  'westeurope'
  'westus'
  'westus2'
  'westus3'
])
@metadata({ azd: { type: 'location' } })
param location string

@description('Start of every resource name: 2 to 9 lower-case letters and digits.')
@minLength(2)
@maxLength(9)
param name string = 'csv2scim'

@description('Tags of every resource.')
param tags { *: string }?

@description('Provisioning app and job of each feed, by the feed\'s name. The app reads them as <FEED>_SERVICE_PRINCIPAL_ID and <FEED>_JOB_ID.')
param feeds { *: feed }?

@description('Version of Node.js that runs the app.')
param nodeVersion '22' | '24' = '22'

@description('Redundancy of both storage accounts.')
param storageSku 'Standard_LRS' | 'Standard_ZRS' | 'Standard_GRS' | 'Standard_GZRS' = 'Standard_LRS'

@description('HR files, reports and dead letters are deleted after this many days. Soft delete keeps them for 7 more days.')
@minValue(1)
@maxValue(3650)
param retentionDays int = 30

@description('Object id of a group that may put files in hr-inbox and read hr-reports. Empty: no such group.')
param hrReaders string = ''

@description('Object id of a group that may run release, discard, resume and doctor from the command line. Empty: no such group.')
param operators string = ''

@description('Whether people can upload by SFTP. It is billed by the hour. It cannot be changed later: that needs a new storage account.')
param enableSftp bool = false

@description('Accounts that can upload by SFTP.')
param sftpUsers sftpUser[] = []

@description('Whether the app reaches its storage through private endpoints only.')
param privateNetwork bool = false

@description('With privateNetwork: public IPv4 addresses (without /32) and ranges up to /30 that still reach the account with the HR data.')
param allowedIpRanges string[] = []

@description('With privateNetwork: address range of the virtual network, at least a /25.')
param networkAddressPrefix string = '10.80.0.0/24'

@description('Daily limit of the log workspace in gigabytes; -1 is no limit.')
@minValue(-1)
param logDailyCapGb int = 1

@description('Logs and telemetry are kept for this many days.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 90

@description('E-mail addresses that receive alerts. Without one, the owners of the subscription receive them.')
param alertEmails string[] = []

@description('Alert when a feed had no file for this many hours; 0 turns the rule off.')
@minValue(0)
@maxValue(47)
param fileExpectedEveryHours int = 26

@description('Alert when more than this percentage of a cycle\'s changes failed.')
@minValue(0)
@maxValue(100)
param failureSharePercent int = 5

@description('Microsoft Graph host of the cloud that the tenant is in.')
param graphEndpoint string = 'https://graph.microsoft.com'

@description('bulkUpload calls that the tenant may make in any 24 hours: 2000 with Entra ID P1 or P2, 6000 with ID Governance.')
@minValue(1)
param graphCallsPerDay int = 2000

@description('bulkUpload calls that the tenant may make in any 5 seconds.')
@minValue(1)
param graphCallsPer5Seconds int = 40

@description('Folder of the mapping files in the app\'s package.')
param mappings string = 'mappings'

@description('A file is read after it has not changed for this many seconds.')
@minValue(0)
param settleSeconds int = 60

@description('An invocation stops cleanly after this many minutes, and another one continues. host.json ends it after 30.')
@minValue(1)
@maxValue(29)
param timeBudgetMinutes int = 25

@description('When the provisioning logs are read, as an NCRONTAB expression in UTC.')
param summarySchedule string = '0 */15 * * * *'

@description('Tags of every resource; none where none are given.')
var resourceTags = tags ?? {}

@description('App settings of the feeds, by the names that mapping files use: EMPLOYEES_JOB_ID for the feed employees.')
var feedSettings = reduce(
  items(feeds ?? {}),
  {},
  (settings, feed) =>
    union(settings, {
      '${toUpper(replace(feed.key, '-', '_'))}_SERVICE_PRINCIPAL_ID': feed.value.servicePrincipalId
      '${toUpper(replace(feed.key, '-', '_'))}_JOB_ID': feed.value.?jobId ?? ''
    })
)

@description('Makes names globally unique, and the same in each deployment.')
var suffix = uniqueString(resourceGroup().id)

@description('Start of the resource names.')
var prefix = '${name}-${suffix}'

@description('Name of the storage account of the Functions host.')
var hostAccountName = '${name}fn${suffix}'

@description('Name of the storage account with the HR data.')
var dataAccountName = '${name}hr${suffix}'

module monitoring 'modules/monitoring.bicep' = {
  params: {
    location: location
    tags: resourceTags
    name: prefix
    dailyCapGb: logDailyCapGb
    logRetentionDays: logRetentionDays
  }
}

module identity 'modules/identity.bicep' = {
  params: { location: location, tags: resourceTags, name: '${prefix}-identity' }
}

module hostStorage 'modules/hostStorage.bicep' = {
  params: {
    location: location
    tags: resourceTags
    name: hostAccountName
    sku: storageSku
    privateNetwork: privateNetwork
  }
}

module dataStorage 'modules/dataStorage.bicep' = {
  params: {
    location: location
    tags: resourceTags
    name: dataAccountName
    sku: storageSku
    retentionDays: retentionDays
    enableSftp: enableSftp
    privateNetwork: privateNetwork
    allowedIpRanges: allowedIpRanges
  }
}

module sftp 'modules/sftpUsers.bicep' = if (enableSftp) {
  dependsOn: [dataStorage]
  params: { accountName: dataAccountName, users: sftpUsers }
}

module storageAudit 'modules/storageAudit.bicep' = {
  dependsOn: [dataStorage]
  params: { accountName: dataAccountName, workspaceId: monitoring.outputs.workspaceId }
}

module hrAccess 'modules/hrAccess.bicep' = if (!empty(hrReaders)) {
  dependsOn: [dataStorage]
  params: { accountName: dataAccountName, groupId: hrReaders }
}

module operatorAccess 'modules/operatorAccess.bicep' = if (!empty(operators)) {
  dependsOn: [dataStorage]
  params: { accountName: dataAccountName, groupId: operators }
}

module systemTopic 'modules/systemTopic.bicep' = {
  params: {
    location: location
    tags: resourceTags
    name: '${prefix}-inbox'
    accountId: dataStorage.outputs.accountId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module roles 'modules/roles.bicep' = {
  dependsOn: [hostStorage]
  params: {
    hostAccountName: hostAccountName
    dataAccountName: dataAccountName
    applicationInsightsName: monitoring.outputs.applicationInsightsName
    appPrincipalId: identity.outputs.principalId
    topicPrincipalId: systemTopic.outputs.principalId
  }
}

module network 'modules/network.bicep' = if (privateNetwork) {
  dependsOn: [hostStorage, dataStorage]
  params: {
    location: location
    tags: resourceTags
    name: prefix
    addressPrefix: networkAddressPrefix
    hostAccountName: hostAccountName
    dataAccountName: dataAccountName
  }
}

module functionApp 'modules/functionApp.bicep' = {
  dependsOn: [roles] // the host stops when it starts before it has its roles
  params: {
    location: location
    tags: resourceTags
    name: prefix
    nodeVersion: nodeVersion
    identityId: identity.outputs.identityId
    clientId: identity.outputs.clientId
    hostEndpoints: hostStorage.outputs.endpoints
    dataEndpoints: dataStorage.outputs.endpoints
    packagesUri: hostStorage.outputs.packagesUri
    applicationInsightsConnectionString: monitoring.outputs.connectionString
    workspaceId: monitoring.outputs.workspaceId
    subnetId: network.?outputs.appSubnetId ?? ''
    appSettings: union(feedSettings, {
      GRAPH_ENDPOINT: graphEndpoint
      GRAPH_CALLS_PER_DAY: string(graphCallsPerDay)
      GRAPH_CALLS_PER_5_SECONDS: string(graphCallsPer5Seconds)
      MAPPINGS: mappings
      SETTLE_SECONDS: string(settleSeconds)
      TIME_BUDGET_MINUTES: string(timeBudgetMinutes)
      SUMMARY_SCHEDULE: summarySchedule
    })
  }
}

module workbook 'modules/workbook.bicep' = {
  params: {
    location: location
    tags: resourceTags
    name: name
    applicationInsightsId: monitoring.outputs.applicationInsightsId
  }
}

module alerts 'modules/alerts.bicep' = {
  params: {
    location: location
    tags: resourceTags
    name: name
    applicationInsightsId: monitoring.outputs.applicationInsightsId
    workspaceId: monitoring.outputs.workspaceId
    workbookUrl: '${environment().portal}/#resource${workbook.outputs.workbookId}/workbook'
    systemTopicId: systemTopic.outputs.topicId
    alertEmails: alertEmails
    fileExpectedEveryHours: fileExpectedEveryHours
    failureSharePercent: failureSharePercent
  }
}

@description('Name of the function app.')
output FUNCTION_APP_NAME string = functionApp.outputs.appName

@description('Name of the storage account with the HR data.')
output DATA_STORAGE_ACCOUNT_NAME string = dataAccountName

@description('Object id of the app\'s identity: the Graph roles are granted to it.')
output IDENTITY_PRINCIPAL_ID string = identity.outputs.principalId

@description('Client id of the app\'s identity.')
output IDENTITY_CLIENT_ID string = identity.outputs.clientId

@description('Name of the Event Grid system topic of the inbox.')
output SYSTEM_TOPIC_NAME string = systemTopic.outputs.topicName

@description('Name of the Application Insights component.')
output APPLICATION_INSIGHTS_NAME string = monitoring.outputs.applicationInsightsName

@description('Address of the blob service with the HR data: HrStorage__blobServiceUri of the command line.')
output BLOB_SERVICE_URI string = dataStorage.outputs.endpoints.blob

@description('Address of the queue service with the HR data: HrStorage__queueServiceUri of the command line.')
output QUEUE_SERVICE_URI string = dataStorage.outputs.endpoints.queue
