#!/usr/bin/env bash
# Grants the app's identity what it may do in Graph: only what is missing, so that it can be run again.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: grant-roles.sh PRINCIPAL_ID

  PRINCIPAL_ID   object id of the app's identity: output IDENTITY_PRINCIPAL_ID of the deployment

Sign in with "az login" as a Privileged Role Administrator first, and run this before the app's first start: tokens are
kept up to a day. GRAPH_ENDPOINT is the Graph host of another cloud (default https://graph.microsoft.com).
TEXT
}

case "${1-}" in
  -h | --help) usage && exit 0 ;;
esac
if [[ $# -ne 1 || ! $1 =~ ^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$ ]]; then
  usage >&2
  exit 2
fi
principal_id=$1
graph=${GRAPH_ENDPOINT:-https://graph.microsoft.com}
graph_app_id=00000003-0000-0000-c000-000000000000

# Roles are found by their value; the id that Microsoft documents for it is a check.
roles=(
  'SynchronizationData-User.Upload db31e92a-b9ea-4d87-bf6a-75a37a9ca35a'
  'ProvisioningLog.Read.All 091937d3-3e38-47a1-8649-b2f99d3035f1'
  'Synchronization.Read.All 5ba43d2f-fa88-4db2-bd1c-a67c5f0fb1ce'
)

rest() {
  az rest --resource "$graph" "$@"
}

graph_sp="$graph/v1.0/servicePrincipals(appId='$graph_app_id')?\$select=id,appRoles"
graph_id=$(rest --method GET --url "$graph_sp" --query id --output tsv)
role_ids=()
for role in "${roles[@]}"; do
  read -r value documented <<<"$role"
  query="appRoles[?value=='$value' && contains(allowedMemberTypes, 'Application')].id | [0]"
  role_id=$(rest --method GET --url "$graph_sp" --query "$query" --output tsv)
  if [[ $role_id != "$documented" ]]; then
    echo "The id of $value is '$role_id' here, and not $documented as documented: nothing was granted. Is $graph the right host?" >&2
    exit 1
  fi
  role_ids+=("$role_id")
done

assignments="$graph/v1.0/servicePrincipals/$principal_id/appRoleAssignments"
granted=$(rest --method GET --url "$assignments?\$top=999" --query "value[?resourceId=='$graph_id'].appRoleId" --output tsv)
for index in "${!roles[@]}"; do
  value=${roles[$index]%% *}
  role_id=${role_ids[$index]}
  if grep -qxF "$role_id" <<<"$granted"; then
    echo "$value: granted already"
    continue
  fi
  body="{\"principalId\":\"$principal_id\",\"resourceId\":\"$graph_id\",\"appRoleId\":\"$role_id\"}"
  rest --method POST --url "$assignments" --body "$body" --output none
  echo "$value: granted"
done
