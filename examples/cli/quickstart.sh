#!/bin/sh
# Quickstart for the ks command: generate a KS for a viewer, inspect it without the
# secret, decode it, verify it in a script, and renew it.
set -eu
# An invented secret. Read a real one from the environment or a vault.
export KALTURA_ADMIN_SECRET="${KALTURA_ADMIN_SECRET:-0123456789abcdef0123456789abcdef}"
export KALTURA_PARTNER_ID=1234567

# A USER session that plays one entry for four hours.
KS=$(ks generate --user-id ann@example.com --expiry 4h --privileges sview:0_abcdefgh,privacycontext:portal)
echo "KS        $KS"

# Without the secret, only the partner is visible, and nothing is verified.
env -u KALTURA_ADMIN_SECRET ks inspect "$KS"

# With the secret, every field is visible. The KS may be inside other text.
ks decode "https://www.example.com/api_v3/?ks=$KS"

# A script checks the exit status: 0 if the KS is valid, 1 if it is rejected.
ks verify "$KS" --require sview:0_abcdefgh
if ks verify "$KS" --require sview:0_zzzzzzzz; then
  echo "this must not happen" >&2
  exit 3
fi

# What would Kaltura answer next week?
ks explain "$KS" --now $(($(date +%s) + 604800)) || echo "exit status $?"

# The same URL with a new KS.
ks renew "https://www.example.com/api_v3/?ks=$KS" --expiry 5h
