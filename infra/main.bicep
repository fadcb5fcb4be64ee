// Everything that csv2scim needs in Azure, but for who is told of new files (event-subscription.bicep, after the code)
// and what the app may do in Graph (graph/).

targetScope = 'resourceGroup'

import { sftpUser } from 'modules/sftpUsers.bicep'

@description('Azure region.')
param location string = resourceGroup().location

@description('What every name begins with: 2 to 9 lower-case letters and digits.')
@minLength(2)
@maxLength(9)
param name string = 'csv2scim'

@description('Tags of every resource.')
param tags { *: string } = {}

@description('Version of Node.js that the app runs on.')
param nodeVersion '22' | '24' = '22'

@description('Days after which HR files and reports are deleted. Soft delete keeps them for 7 more.')
@minValue(1)
@maxValue(3650)
param retentionDays int = 30

@description('Object id of a group that may drop files in hr-inbox and read hr-reports; empty when there is none.')
param hrReaders string = ''

@description('Object id of a group that may release, discard and resume files from the command line, and run doctor there; empty when there is none.')
param operators string = ''

@description('Whether people may upload by SFTP, which is billed by the hour. It cannot be switched later: the account would have to be made anew.')
param enableSftp bool = false

@description('Who may upload by SFTP.')
param sftpUsers sftpUser[] = []

@description('Whether the app reaches its storage by a private network alone.')
param privateNetwork bool = false

@description('With privateNetwork: public IPv4 addresses (without /32) and ranges up to /30 that may still reach the account of the HR data.')
param allowedIpRanges string[] = []

@description('With privateNetwork: the addresses of that network, at least a /25.')
param networkAddressPrefix string = '10.80.0.0/24'

@description('Gigabytes a day after which the log workspace takes no more; -1 is no cap.')
@minValue(-1)
param logDailyCapGb int = 1

@description('Days that logs and telemetry are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 90

@description('E-mail addresses that alerts go to.')
param alertEmails string[] = []

@description('Alert when a feed has had no file for so many hours; 0 switches the rule off.')
@minValue(0)
@maxValue(47)
param fileExpectedEveryHours int = 26

@description('Alert when more than this share of a cycle\'s changes failed, in percent.')
@minValue(0)
@maxValue(100)
param failureSharePercent int = 5

@description('The Graph host of the cloud that the tenant is in.')
param graphEndpoint string = 'https://graph.microsoft.com'

@description('The tenant\'s calls of bulkUpload in any 24 hours: 2000 with Entra ID P1 or P2, 6000 with ID Governance.')
@minValue(1)
param graphCallsPerDay int = 2000

@description('Calls of bulkUpload in any 5 seconds.')
@minValue(1)
param graphCallsPer5Seconds int = 40

@description('Folder of the mapping files in the package of the app.')
param mappings string = 'mappings'

@description('Seconds for which a file must be unchanged before it is read.')
@minValue(0)
param settleSeconds int = 60

@description('Minutes after which a run stops cleanly and leaves the rest to the next. host.json ends it after 30.')
@minValue(1)
@maxValue(29)
param timeBudgetMinutes int = 25

@description('When provisioning logs are read, as NCRONTAB in UTC.')
param summarySchedule string = '0 */15 * * * *'

@description('App settings that mapping files name as %NAME%: the object id of each feed\'s provisioning app, and its job.')
param mappingSettings { *: string } = {
  EMPLOYEES_SERVICE_PRINCIPAL_ID: ''
  EMPLOYEES_JOB_ID: ''
  CONTRACTORS_SERVICE_PRINCIPAL_ID: ''
  CONTRACTORS_JOB_ID: ''
}

@description('Makes names unique in the world, and the same at each deployment.')
var suffix = uniqueString(resourceGroup().id)

@description('What the names of the resources begin with.')
var prefix = '${name}-${suffix}'

@description('Name of the account of the Functions host.')
var hostAccountName = '${name}fn${suffix}'

@description('Name of the account of the HR data.')
var dataAccountName = '${name}hr${suffix}'

module monitoring 'modules/monitoring.bicep' = {
  params: {
    location: location
    tags: tags
    name: prefix
    dailyCapGb: logDailyCapGb
    logRetentionDays: logRetentionDays
  }
}

module identity 'modules/identity.bicep' = {
  params: { location: location, tags: tags, name: '${prefix}-identity' }
}

module hostStorage 'modules/hostStorage.bicep' = {
  params: { location: location, tags: tags, name: hostAccountName, privateNetwork: privateNetwork }
}

module dataStorage 'modules/dataStorage.bicep' = {
  params: {
    location: location
    tags: tags
    name: dataAccountName
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
    tags: tags
    name: '${prefix}-inbox'
    accountId: dataStorage.outputs.accountId
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
    tags: tags
    name: prefix
    addressPrefix: networkAddressPrefix
    hostAccountName: hostAccountName
    dataAccountName: dataAccountName
  }
}

module functionApp 'modules/functionApp.bicep' = {
  dependsOn: [roles] // it is told who it is before it starts
  params: {
    location: location
    tags: tags
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
    appSettings: union(mappingSettings, {
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
    tags: tags
    applicationInsightsId: monitoring.outputs.applicationInsightsId
  }
}

module alerts 'modules/alerts.bicep' = {
  params: {
    location: location
    tags: tags
    applicationInsightsId: monitoring.outputs.applicationInsightsId
    systemTopicId: systemTopic.outputs.topicId
    alertEmails: alertEmails
    fileExpectedEveryHours: fileExpectedEveryHours
    failureSharePercent: failureSharePercent
  }
}

@description('Name of the function app.')
output FUNCTION_APP_NAME string = functionApp.outputs.appName

@description('Name of the account of the HR data.')
output DATA_STORAGE_ACCOUNT_NAME string = dataAccountName

@description('Object id of the app\'s identity, which Graph roles are granted to.')
output IDENTITY_PRINCIPAL_ID string = identity.outputs.principalId

@description('Client id of the app\'s identity.')
output IDENTITY_CLIENT_ID string = identity.outputs.clientId

@description('Name of the Event Grid system topic of the inbox.')
output SYSTEM_TOPIC_NAME string = systemTopic.outputs.topicName

@description('Name of the Application Insights component.')
output APPLICATION_INSIGHTS_NAME string = monitoring.outputs.applicationInsightsName

@description('Address of the blob service of the HR data: HrStorage__blobServiceUri of the command line.')
output BLOB_SERVICE_URI string = dataStorage.outputs.endpoints.blob

@description('Address of the queue service of the HR data: HrStorage__queueServiceUri of the command line.')
output QUEUE_SERVICE_URI string = dataStorage.outputs.endpoints.queue
