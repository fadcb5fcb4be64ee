// The app's permissions in Microsoft Graph, as grant-roles.mjs grants them. A Privileged Role
// Administrator deploys this once, before the app's first start: a newly granted role can take up
// to 24 hours to reach an app that has started. Each build downloads the extension.

targetScope = 'resourceGroup'

extension microsoftGraphV1

@description('Object id of the app\'s identity: output IDENTITY_PRINCIPAL_ID of ../main.bicep.')
param identityPrincipalId string

@description('The app needs these: upload people, read the provisioning logs, read the state of a job.')
var roleNames = ['SynchronizationData-User.Upload', 'ProvisioningLog.Read.All', 'Synchronization.Read.All']

resource graph 'Microsoft.Graph/servicePrincipals@v1.0' existing = {
  appId: '00000003-0000-0000-c000-000000000000'
}

resource grants 'Microsoft.Graph/appRoleAssignedTo@v1.0' = [
  for name in roleNames: {
    principalId: identityPrincipalId
    resourceId: graph.id
    appRoleId: filter(graph.appRoles, role => role.value == name && contains(role.allowedMemberTypes, 'Application'))[0].id
  }
]
