// Roles of operators, for the command line: read files, reports and the app's state, and decide
// about files.

@description('Name of the account.')
param accountName string

@description('Object id of the group.')
param groupId string

@description('Azure\'s built-in roles: Storage Blob Data Contributor, Storage Queue Data Contributor.')
var roles = ['ba92f5b4-2d11-453d-a403-e96b0029c9fe', '974c5e8b-45b9-4653-ba55-5f855dd0fb88']

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: accountName
}

resource groupRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in roles: {
    name: guid(account.id, groupId, role)
    scope: account
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
      principalId: groupId
      principalType: 'Group'
    }
  }
]
