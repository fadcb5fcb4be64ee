// The account of the Functions host: its leases and timers, and the package of the app. It holds no personal data.

@description('Azure region.')
param location string

@description('Tags of every resource.')
param tags { *: string }

@description('Name of the account.')
param name string

@description('Whether the app alone comes in, through private endpoints.')
param privateNetwork bool

@description('Container of the package.')
var packages = 'packages'

module account 'storageAccount.bicep' = {
  params: {
    location: location
    tags: tags
    name: name
    containers: [packages]
    privateNetwork: privateNetwork
  }
}

@description('Addresses of the account\'s services, by service.')
output endpoints { *: string } = account.outputs.endpoints

@description('Address of the container that holds the package of the app.')
output packagesUri string = '${account.outputs.endpoints.blob}${packages}'
