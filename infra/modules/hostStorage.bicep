// Storage account of the Functions host: leases, timers and the app's package. It holds no personal
// data.

@description('Azure region.')
param location string

@description('Tags of every resource.')
param tags { *: string }

@description('Name of the account.')
param name string

@description('Redundancy of the account.')
param sku string

@description('Whether the app uses private endpoints, and the public endpoint is closed.')
param privateNetwork bool

@description('Container of the app\'s package.')
var packages = 'packages'

module account 'storageAccount.bicep' = {
  params: {
    location: location
    tags: tags
    name: name
    sku: sku
    containers: [packages]
    privateNetwork: privateNetwork
  }
}

@description('Addresses of the account\'s services, by service.')
output endpoints { *: string } = account.outputs.endpoints

@description('Address of the container with the app\'s package.')
output packagesUri string = '${account.outputs.endpoints.blob}${packages}'
