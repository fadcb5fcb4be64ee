// Roles of each identity in Azure. graph/grant-roles.mjs grants the app's roles in Microsoft Graph.

@description('Name of the storage account of the Functions host.')
param hostAccountName string

@description('Name of the storage account with the HR data.')
param dataAccountName string

@description('Name of the Application Insights component.')
param applicationInsightsName string

@description('Object id of the app\'s identity.')
param appPrincipalId string

@description('Object id of the system topic\'s identity.')
param topicPrincipalId string

@description('Azure\'s built-in roles, by their ids.')
var roles = {
  storageBlobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  storageBlobDataContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
  storageQueueDataContributor: '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  storageTableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
  monitoringMetricsPublisher: '3913510d-42f4-4e42-8a64-420c390055eb'
}

@description('Index of the host account in accounts.')
var host = 0

@description('Index of the data account in accounts.')
var data = 1

@description('Roles in the storage accounts.')
var assignments = [
  { account: host, role: roles.storageBlobDataOwner, principalId: appPrincipalId }
  { account: host, role: roles.storageQueueDataContributor, principalId: appPrincipalId }
  { account: host, role: roles.storageTableDataContributor, principalId: appPrincipalId }
  { account: data, role: roles.storageBlobDataContributor, principalId: appPrincipalId }
  { account: data, role: roles.storageQueueDataContributor, principalId: appPrincipalId }
]

resource accounts 'Microsoft.Storage/storageAccounts@2025-06-01' existing = [
  for name in [hostAccountName, dataAccountName]: { name: name }
]

resource storageRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for assignment in assignments: {
    name: guid(accounts[assignment.account].id, assignment.principalId, assignment.role)
    scope: accounts[assignment.account]
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', assignment.role)
      principalId: assignment.principalId
      principalType: 'ServicePrincipal'
    }
  }
]

resource deadLetters 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' existing = {
  name: '${dataAccountName}/default/event-dead-letters'
}

resource topicRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(deadLetters.id, topicPrincipalId, roles.storageBlobDataContributor)
  scope: deadLetters
  properties: {
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.storageBlobDataContributor
    )
    principalId: topicPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

resource telemetryRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(applicationInsights.id, appPrincipalId, roles.monitoringMetricsPublisher)
  scope: applicationInsights
  properties: {
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.monitoringMetricsPublisher
    )
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
  }
}
