// SFTP users: they create, write and list in hr-inbox, with a key. They cannot read or delete.

@export()
@description('A person or system that uploads by SFTP.')
type sftpUser = {
  @description('Name of the local user, 3 to 64 lower-case letters and digits.')
  @minLength(3)
  @maxLength(64)
  name: string
  @description('The public key, as in an authorized_keys file: ssh-ed25519 AAAA…')
  sshPublicKey: string
}

@description('Name of the account that holds the inbox.')
param accountName string

@description('The users, each with a key of their own.')
param users sftpUser[]

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: accountName
}

resource localUsers 'Microsoft.Storage/storageAccounts/localUsers@2025-06-01' = [
  for user in users: {
    parent: account
    name: user.name
    properties: {
      hasSshPassword: false
      hasSharedKey: false
      homeDirectory: 'hr-inbox'
      permissionScopes: [{ service: 'blob', resourceName: 'hr-inbox', permissions: 'cwl' }]
      sshAuthorizedKeys: [{ description: user.name, key: user.sshPublicKey }]
    }
  }
]
