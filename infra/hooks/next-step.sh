#!/bin/sh
# After azd provision: says what a person does next. It changes nothing.
set -eu

cat <<TEXT
Next, once, as a Privileged Role Administrator: what the app may do in Graph.
  az login
  infra/graph/grant-roles.sh ${IDENTITY_PRINCIPAL_ID:?azd provision has not set it}
Then: azd deploy
TEXT
