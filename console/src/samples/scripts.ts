// Code samples in PHP, Python, JavaScript and Ruby.

import * as literal from '../literal';
import { type Language, type Sample, SERVICE, lines } from './input';

const type = (sample: Sample) => (sample.admin ? 'ADMIN' : 'USER');

export const python: Language = {
  key: 'python',
  label: 'Python',
  needs: { local: 'pip install kaltura-ks', client: 'pip install KalturaApiClient lxml' },
  local: (s) =>
    lines(
      'import os',
      '',
      'import kaltura_ks',
      '',
      'ks = kaltura_ks.generate(',
      '    os.environ["KALTURA_ADMIN_SECRET"],',
      s.userId === undefined ? '    anonymous=True,' : `    user_id=${literal.python(s.userId)},`,
      `    type=kaltura_ks.SessionType.${type(s)},`,
      `    partner_id=${s.partnerId},`,
      s.expiresAt === undefined ? `    expiry=${s.expiry},` : `    expires_at=${s.expiresAt},`,
      s.privileges !== '' && `    privileges=${literal.python(s.privileges)},`,
      s.version === 1 && '    version=1,',
      s.masterPartnerId !== undefined && `    master_partner_id=${s.masterPartnerId},`,
      s.additionalData !== undefined && `    additional_data=${literal.python(s.additionalData)},`,
      ')',
      'print(ks)',
    ),
  client: (s) =>
    lines(
      'import os',
      '',
      'from KalturaClient import KalturaClient',
      'from KalturaClient.Base import KalturaConfiguration',
      'from KalturaClient.Plugins.Core import KalturaSessionType',
      '',
      'config = KalturaConfiguration()',
      `config.serviceUrl = ${literal.python(SERVICE)}`,
      'client = KalturaClient(config)',
      'ks = client.session.start(',
      '    os.environ["KALTURA_ADMIN_SECRET"],',
      `    ${literal.python(s.userId ?? '')},`,
      `    KalturaSessionType.${type(s)},`,
      `    ${s.partnerId},`,
      `    ${s.expiry},`,
      `    ${literal.python(s.privileges)},`,
      ')',
      'client.setKs(ks)',
      'print(ks)',
    ),
};

export const javascript: Language = {
  key: 'javascript',
  label: 'JavaScript',
  needs: { local: 'npm install kaltura-ks', client: 'npm install kaltura-client' },
  local: (s) =>
    lines(
      "import { SessionType, generate } from 'kaltura-ks';",
      '',
      'const ks = generate({',
      '  secret: process.env.KALTURA_ADMIN_SECRET,',
      s.userId === undefined ? '  anonymous: true,' : `  userId: ${literal.js(s.userId)},`,
      `  type: SessionType.${type(s)},`,
      `  partnerId: ${s.partnerId},`,
      s.expiresAt === undefined ? `  expiry: ${s.expiry},` : `  expiresAt: ${s.expiresAt},`,
      s.privileges !== '' && `  privileges: ${literal.js(s.privileges)},`,
      s.version === 1 && '  version: 1,',
      s.masterPartnerId !== undefined && `  masterPartnerId: ${s.masterPartnerId},`,
      s.additionalData !== undefined && `  additionalData: ${literal.js(s.additionalData)},`,
      '});',
      'console.log(ks);',
    ),
  client: (s) =>
    lines(
      "import kaltura from 'kaltura-client';",
      '',
      'const config = new kaltura.Configuration();',
      `config.serviceUrl = ${literal.js(SERVICE)};`,
      '// Its default logger prints every request, including the secret.',
      'config.setLogger(null);',
      'const client = new kaltura.Client(config);',
      'const ks = await kaltura.services.session.start(',
      '  process.env.KALTURA_ADMIN_SECRET,',
      `  ${literal.js(s.userId ?? '')},`,
      `  kaltura.enums.SessionType.${type(s)},`,
      `  ${s.partnerId},`,
      `  ${s.expiry},`,
      `  ${literal.js(s.privileges)},`,
      ').execute(client);',
      'client.setKs(ks);',
      'console.log(ks);',
    ),
};

export const php: Language = {
  key: 'php',
  label: 'PHP',
  needs: { local: 'libks, and composer require kaltura-ks/kaltura-ks', client: 'Kaltura’s PHP client (KalturaClient.php)' },
  local: (s) =>
    lines(
      '<?php',
      "require 'vendor/autoload.php';",
      '',
      'use KalturaKs\\Ks;',
      '',
      '$ks = Ks::generate(',
      "    getenv('KALTURA_ADMIN_SECRET'),",
      s.userId === undefined ? '    null,' : `    ${literal.php(s.userId)},`,
      `    Ks::${type(s)},`,
      `    ${s.partnerId},`,
      s.expiresAt === undefined ? `    expiry: ${s.expiry},` : `    expiresAt: ${s.expiresAt},`,
      s.privileges !== '' && `    privileges: ${literal.php(s.privileges)},`,
      s.userId === undefined && '    anonymous: true,',
      s.version === 1 && '    version: 1,',
      s.masterPartnerId !== undefined && `    masterPartnerId: ${s.masterPartnerId},`,
      s.additionalData !== undefined && `    additionalData: ${literal.php(s.additionalData)},`,
      ');',
      'echo $ks, "\\n";',
    ),
  client: (s) =>
    lines(
      '<?php',
      "require_once 'KalturaClient.php';",
      '',
      '$config = new KalturaConfiguration();',
      `$config->serviceUrl = ${literal.php(SERVICE)};`,
      '$client = new KalturaClient($config);',
      '$ks = $client->session->start(',
      "    getenv('KALTURA_ADMIN_SECRET'),",
      `    ${literal.php(s.userId ?? '')},`,
      `    KalturaSessionType::${type(s)},`,
      `    ${s.partnerId},`,
      `    ${s.expiry},`,
      `    ${literal.php(s.privileges)}`,
      ');',
      '$client->setKs($ks);',
      'echo $ks, "\\n";',
    ),
};

export const ruby: Language = {
  key: 'ruby',
  label: 'Ruby',
  needs: { local: 'libks, and gem install kaltura_ks', client: 'gem install kaltura-client' },
  local: (s) =>
    lines(
      "require 'kaltura_ks'",
      '',
      'ks = KalturaKs.generate(',
      [
        "ENV.fetch('KALTURA_ADMIN_SECRET')",
        s.userId === undefined ? 'nil' : literal.ruby(s.userId),
        `KalturaKs::${type(s)}`,
        s.partnerId,
        s.expiresAt === undefined ? String(s.expiry) : 'nil',
        literal.ruby(s.privileges),
        s.userId === undefined && 'anonymous: true',
        s.expiresAt !== undefined && `expires_at: ${s.expiresAt}`,
        s.version === 1 && 'version: 1',
        s.masterPartnerId !== undefined && `master_partner_id: ${s.masterPartnerId}`,
        s.additionalData !== undefined && `additional_data: ${literal.ruby(s.additionalData)}`,
      ]
        .filter((argument) => argument !== false)
        .map((argument) => `  ${argument}`)
        .join(',\n'),
      ')',
      'puts ks',
    ),
  client: (s) =>
    lines(
      "require 'kaltura'",
      'include Kaltura',
      '',
      'config = KalturaConfiguration.new',
      `config.service_url = ${literal.ruby(SERVICE)}`,
      'client = KalturaClient.new(config)',
      'ks = client.session_service.start(',
      "  ENV.fetch('KALTURA_ADMIN_SECRET'),",
      `  ${literal.ruby(s.userId ?? '')},`,
      `  KalturaSessionType::${type(s)},`,
      `  ${s.partnerId},`,
      `  ${s.expiry},`,
      `  ${literal.ruby(s.privileges)}`,
      ')',
      'client.ks = ks',
      'puts ks',
    ),
};
