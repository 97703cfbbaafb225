#!/bin/sh
# The story of every example, with the ks command: make a KS for a viewer, look
# at it without the secret, open it, and accept it in a script.
set -eu
# An invented secret; a real one comes from the environment or a vault.
export KALTURA_ADMIN_SECRET="${KALTURA_ADMIN_SECRET:-0123456789abcdef0123456789abcdef}"
export KALTURA_PARTNER_ID=1234567

# A USER session that plays one entry for four hours.
KS=$(ks generate --user-id ann@example.com --expiry 4h --privileges sview:0_abcdefgh,privacycontext:portal)
echo "KS        $KS"

# Without the secret only the partner shows, and nothing is verified.
env -u KALTURA_ADMIN_SECRET ks inspect "$KS"

# With it, every field as the server sees it, from wherever the KS was pasted.
ks decode "https://www.example.com/api_v3/?ks=$KS"

# A script accepts it only for what it is meant for: exit status 0, or 1 for no.
ks verify "$KS" --require sview:0_abcdefgh
if ks verify "$KS" --require sview:0_zzzzzzzz; then
  echo "this must not happen" >&2
  exit 3
fi

# What would Kaltura answer to it next week?
ks explain "$KS" --now $(($(date +%s) + 604800)) || echo "exit status $?: no longer"

# The same URL with a fresh KS in it.
ks renew "https://www.example.com/api_v3/?ks=$KS" --expiry 5h
