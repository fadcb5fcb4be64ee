// The one identity of the app: it reads and writes storage, sends telemetry, and calls Graph.

@description('Azure region.')
param location string

@description('Tags of every resource.')
param tags { *: string }

@description('Name of the identity.')
param name string

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

@description('Resource id of the identity.')
output identityId string = identity.id

@description('Object id of its service principal, which roles are granted to.')
output principalId string = identity.properties.principalId

@description('Client id, by which the app names the identity that it uses.')
output clientId string = identity.properties.clientId
