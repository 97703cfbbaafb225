<?php

// Generates a KS for a viewer, inspects it without the secret, decodes it, verifies it in a service
// and renews it. Install the package first, see bindings/php/README.md.
//
//     php quickstart.php

require 'vendor/autoload.php';

use KalturaKs\Ks;
use KalturaKs\KsException;
use KalturaKs\Signer;

// A made-up secret. Read yours from the environment or a secret store.
$secret = getenv('KALTURA_ADMIN_SECRET') ?: '0123456789abcdef0123456789abcdef';

// A USER session that can play one entry for four hours.
$signer = new Signer(1234567, $secret);
$ks = $signer->generate(
    'ann@example.com',
    expiry: 4 * 3600,
    privileges: ['sview' => '0_abcdefgh', 'privacycontext' => 'portal'],
);
echo "KS        $ks\n";

// Without the secret, only the partner id is readable, and nothing is verified.
$unverified = Ks::inspect($ks);
echo "inspect   v{$unverified->version} of partner {$unverified->partnerText}\n";

// With the secret, every field is readable, as the server sees it.
$decoded = Ks::decode($ks, $secret);
echo "decode    {$decoded->userId} until {$decoded->expiresAt}\n";

// A service verifies the KS, including the privileges that it needs.
$verified = Ks::verify($ks, $secret, 1234567, required: ['sview' => '0_abcdefgh']);
echo "verify    session {$verified->sessionHash}\n";
try {
    Ks::verify($ks, $secret, 1234567, required: ['sview' => '0_zzzzzzzz']);
} catch (KsException $exception) {
    echo "rejected  {$exception->ksCode}: {$exception->getMessage()}\n";
}

// A new KS with the same content, valid for five hours.
echo "renewed   {$signer->renew($ks, 5 * 3600)}\n";
