// Roles of HR: put files in hr-inbox and delete them there, and read hr-reports. Nothing else.

@description('Name of the account that holds the containers.')
param accountName string

@description('Object id of the group.')
param groupId string

@description('Azure\'s built-in role of each container: Storage Blob Data Contributor, Storage Blob Data Reader.')
var grants = [
  { container: 'hr-inbox', role: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe' }
  { container: 'hr-reports', role: '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1' }
]

resource containers 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' existing = [
  for grant in grants: { name: '${accountName}/default/${grant.container}' }
]

resource groupRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (grant, index) in grants: {
    name: guid(containers[index].id, groupId, grant.role)
    scope: containers[index]
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', grant.role)
      principalId: groupId
      principalType: 'Group'
    }
  }
]
