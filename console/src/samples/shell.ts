// Code samples for the shell: curl, and the command `ks`.

import { shell } from '../literal';
import { type Language, type Sample, SERVICE, lines } from './input';

/** `ks generate` with the options of a session, one a line. */
function generate(s: Sample): string {
  const options = [
    `--partner-id=${s.partnerId}`,
    s.userId === undefined ? '--anonymous' : `--user-id=${shell(s.userId)}`,
    s.admin ? '--type=admin' : undefined,
    s.expiresAt === undefined ? `--expiry=${s.expiry}` : `--expires-at=${s.expiresAt}`,
    s.privileges === '' ? undefined : `--privileges=${shell(s.privileges)}`,
    s.version === 1 ? '--ks-version=1' : undefined,
    s.masterPartnerId === undefined ? undefined : `--master-partner-id=${s.masterPartnerId}`,
    s.additionalData === undefined ? undefined : `--additional-data=${shell(s.additionalData)}`,
  ];
  return ['ks generate', ...options.filter((option) => option !== undefined)].join(' \\\n  ');
}

/** session.start by curl. The secret goes through a pipe, because other users can see arguments. */
const start = (s: Sample) =>
  [
    `printf %s "$KALTURA_ADMIN_SECRET" | curl --silent --show-error ${SERVICE}/api_v3/service/session/action/start`,
    '--data-urlencode secret@-',
    `--data-urlencode userId=${shell(s.userId ?? '')}`,
    `--data type=${s.admin ? 2 : 0}`,
    `--data partnerId=${s.partnerId}`,
    `--data expiry=${s.expiry}`,
    `--data-urlencode privileges=${shell(s.privileges)}`,
    '--data format=1',
  ].join(' \\\n  ');

export const ks: Language = {
  key: 'ks',
  label: 'ks',
  needs: { local: 'cargo install kaltura-ks-cli', client: 'jq, to read the KS from the answer' },
  local: (s) => lines('# ks reads the secret from KALTURA_ADMIN_SECRET.', generate(s)),
  client: (s) =>
    lines(
      '# ks needs no server. To see what is in a KS of session.start:',
      `${start(s)} |`,
      '  jq --raw-output . | ks decode',
    ),
};

export const curl: Language = {
  key: 'curl',
  label: 'curl',
  needs: { local: 'cargo install kaltura-ks-cli', client: 'Nothing but curl' },
  local: (s) =>
    lines(
      '# ks reads the secret from KALTURA_ADMIN_SECRET.',
      `KS=$(${generate(s)})`,
      '',
      `curl --silent --show-error ${SERVICE}/api_v3/service/session/action/get \\`,
      '  --data-urlencode "ks=$KS" \\',
      '  --data format=1',
    ),
  client: (s) => lines(start(s)),
};
