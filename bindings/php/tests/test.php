<?php

/** Tests every function of the package, and the conversions between PHP and C. */

declare(strict_types=1);

require __DIR__ . '/autoload.php';

use KalturaKs\Ks;
use KalturaKs\KsException;
use KalturaKs\Signer;

const SECRET = '0123456789abcdef0123456789abcdef';
const OLD = 'fedcba9876543210fedcba9876543210';
const NOW = 1750000000;

function check(bool $holds): void
{
    if (!$holds) {
        throw new \LogicException('the check in line ' . \debug_backtrace()[0]['line'] . ' failed');
    }
}

/** Returns the code of the error that a call throws. */
function codeOf(callable $call): string
{
    try {
        $call();
    } catch (KsException $exception) {
        check(\strlen($exception->getMessage()) > 10 && $exception->getCode() !== 0);
        check(!\str_contains($exception->getMessage() . \print_r($exception->getTrace(), true), SECRET));
        return $exception->ksCode;
    }
    return 'no error';
}

$signer = new Signer(1234567, SECRET);
check($signer->partnerId() === 1234567);
$ks = $signer->generate('user@example.com', privileges: 'sview:0_abc/0_def,sessionid:x', now: NOW);
check(\str_starts_with($ks, 'djJ8') && $ks !== $signer->generate('user@example.com', now: NOW));

// All options.
$nonce = '000102030405060708090a0b0c0d0e0f';
$full = $signer->generate(
    'Ann Müller', Ks::ADMIN, 60, ['sview' => '0_abc', 'edit' => null, ['list', '*'], 'disableentitlement'],
    version: 1, masterPartnerId: 99, additionalData: 'data', now: NOW, nonce: $nonce,
);
$decoded = Ks::decode($full, SECRET);
check($decoded->version === 1 && $decoded->partnerId === 1234567 && $decoded->partnerText === '1234567');
check($decoded->type === Ks::ADMIN && $decoded->userId === 'Ann Müller' && $decoded->isAdmin);
check($decoded->expiresAt === NOW + 60 && $decoded->masterPartnerId === 99);
check($decoded->additionalData === 'data' && $decoded->rawFields['rand'] === $nonce);
check($decoded->rawFields['partner_pattern'] === '1234567' && $decoded->isCanonical);
check($decoded->privilegesText === 'sview:0_abc,edit,list:*,disableentitlement');
check(\count($decoded->privileges) === 4 && $decoded->privileges[0]->values === ['0_abc']);
check($decoded->privileges[1]->name === 'edit' && $decoded->privileges[1]->values === []);
check($decoded->secretIndex === 0 && $decoded->warnings === [] && \str_contains($decoded->signedText, 'Ann'));
$viewer = Ks::decode($ks, SECRET);
check($viewer->grants('sview', '0_abc') && !$viewer->grants('sview', '0_zzz') && !$viewer->grants('edit'));
check(!$decoded->isWidget && !$decoded->isAnonymous && $decoded->groupHash === null);
check(Ks::decode($ks, SECRET)->lint(NOW + 86400)[0]->code !== '');
check(codeOf(fn () => $decoded->grants("\xff")) === 'invalid_argument');

// One-shot functions, in the order of Kaltura's clients.
$one = Ks::generate(SECRET, 'ann', Ks::USER, 1234567, 60, 'sview:0_abc', now: NOW);
check(Ks::verify($one, SECRET, 1234567, now: NOW)->userId === 'ann');
$anonymous = Ks::generate(SECRET, null, Ks::USER, 1234567, anonymous: true, now: NOW);
$verified = Ks::verify($anonymous, SECRET, 1234567, now: NOW);
check($verified->userId === null && $verified->isAnonymous && $verified->expiresAt === NOW + 86400);
$long = Ks::generate(SECRET, \str_repeat('u', 3000), Ks::USER, 1234567, now: NOW);
check(\strlen(Ks::verify($long, SECRET, 1234567, now: NOW)->userId) === 3000);

// Verification.
$verified = Ks::verify($ks, SECRET, 1234567, required: ['sview' => '0_def'], now: NOW);
check($verified->version === 2 && $verified->partnerId === 1234567 && $verified->type === Ks::USER);
check($verified->userId === 'user@example.com' && !$verified->isAdmin && !$verified->isAnonymous);
check($verified->privileges[0]->values === ['0_abc', '0_def']);
check($verified->privilegesText === 'sview:0_abc/0_def,sessionid:x' && $verified->secretIndex === 0);
check(\strlen($verified->sessionHash) === 40 && \strlen($verified->groupHash) === 40);
check($verified->masterPartnerId === null && $verified->additionalData === null);
$verify = fn (mixed ...$options) => codeOf(fn () => Ks::verify($ks, SECRET, 1234567, ...$options));
check($verify(now: NOW + 86400) === 'expired' && $verify(now: NOW) === 'no error');
check($verify(now: NOW, required: [['sview', '0_abc'], ['sview', '0_zzz']]) === 'not_granted');
check($verify(now: NOW, required: ['edit']) === 'not_granted');
check($verify(now: NOW, required: ['sview' => null]) === 'invalid_option');
check($verify(now: NOW, required: [['sview', null]]) === 'invalid_option');
check($verify(now: NOW, required: ['sview' => '']) === 'invalid_option');
$seen = null;
$revoked = function (string $session, ?string $group) use (&$seen): bool {
    $seen = [$session, $group];
    return true;
};
check($verify(now: NOW, revoked: $revoked) === 'revoked');
check($seen === [$verified->sessionHash, $verified->groupHash]);
check($verify(now: NOW, revoked: fn () => false) === 'no error');
check(codeOf(fn () => Ks::verify($ks, SECRET, 7, now: NOW)) === 'wrong_partner');
check(codeOf(fn () => Ks::verify($ks, OLD, 1234567, now: NOW)) === 'bad_signature');
$restricted = $signer->generate('ann', privileges: ['iprestrict' => '10.0.0.1'], now: NOW);
$from = fn (?string $address) => codeOf(
    fn () => Ks::verify($restricted, SECRET, 1234567, remoteAddr: $address, now: NOW),
);
check($from('10.0.0.1') === 'no error' && $from('10.0.0.2') === 'restricted_ip');
check($from(null) === 'missing_remote_addr' && $from('nowhere') === 'invalid_remote_addr');

// Explanations.
$explanation = Ks::explain($ks, SECRET, [['sview', '0_abc'], ['sview', '0_zzz'], 'edit'], now: NOW);
check($explanation->isAccepted && $explanation->status === 'OK' && $explanation->statusNumber === 1);
check($explanation->apiError === null && \array_map(fn ($grant) => $grant->granted, $explanation->grants) === [true, false, false]);
check($explanation->grants[0]->rule !== '' && $explanation->grants[0]->reason !== '');
foreach ($explanation->advice as $advice) {
    check($advice->code !== '' && $advice->message !== '');
}
check($explanation->reason !== '' && $explanation->decoded->userId === 'user@example.com');
$explanation = Ks::explain('nonsense', SECRET);
check(!$explanation->isAccepted && $explanation->apiError === 'INVALID_KS' && $explanation->decoded === null);
check($explanation->answer === null);
$explanation = Ks::explain('{"code":"MISSING_KS","message":"M","objectType":"KalturaAPIException"}', SECRET);
check($explanation->answer->code === 'MISSING_KS' && $explanation->answer->message === 'M');
check($explanation->answer->status === null && $explanation->answer->check !== '');

// Rotation, and renewal.
$rotating = new Signer(1234567, [OLD, SECRET]);
$renewed = $rotating->renew($ks, expiresAt: NOW + 5, now: NOW);
check(Ks::decode($renewed, [SECRET, OLD])->secretIndex === 1);
check(Ks::decode($renewed, [OLD, SECRET])->expiresAt === NOW + 5);
check(Ks::verify(Ks::renew($ks, SECRET, 1234567, 60, now: NOW), SECRET, 1234567, now: NOW)->expiresAt === NOW + 60);
check(codeOf(fn () => $signer->renew($renewed, 60)) === 'bad_signature');
check(codeOf(fn () => $signer->renew($ks, 60, NOW + 60, NOW)) === 'invalid_expiry');

// Reading without a secret.
check(Ks::inspect($ks)->version === 2 && Ks::inspect($ks)->partnerId === 1234567);
check(Ks::inspect($ks)->claims === null && Ks::inspect($ks)->encryptedBytes > 0);
check(Ks::inspect($full)->claims['user_id'] === 'Ann Müller' && !Ks::inspect($full)->isTruncated);
$found = Ks::find("\xff https://example.com/?ks=" . \urlencode($ks) . '&x=1');
check($found->ks === $ks && $found->offset === 26 && $found->length === \strlen(\urlencode($ks)));
check(Ks::find('nothing') === null && Ks::find('') === null);

// Advice and app tokens.
$codes = \array_map(fn ($advice) => $advice->code, Ks::lint('ann', privileges: 'svew:0_abc', now: NOW));
check(\in_array('unknown_privilege', $codes, true));
check(\strlen(Ks::appTokenHash($ks, '00112233445566778899aabbccddeeff')) === 40);
check(\strlen(Ks::appTokenHash($ks, 'token', 'SHA512')) === 128);
check(codeOf(fn () => Ks::appTokenHash($ks, 'token', 'CRC')) === 'invalid_hash_type');

// Errors. Text with a NUL is rejected, not truncated.
check(codeOf(fn () => $signer->generate("user\0x")) === 'invalid_user_id');
check(codeOf(fn () => $signer->generate("user\xff")) === 'invalid_user_id');
check(codeOf(fn () => $signer->generate()) === 'invalid_user_id');
check(codeOf(fn () => $signer->generate('')) === 'invalid_user_id');
check(codeOf(fn () => $signer->generate('ann', 7)) === 'invalid_type');
check(codeOf(fn () => $signer->generate('ann', privileges: ['sview' => '0_abc,edit:*'])) === 'invalid_privilege');
check(codeOf(fn () => new Signer(1 << 40, SECRET)) === 'invalid_partner_id');
check(codeOf(fn () => new Signer(1, '')) === 'invalid_secret');
check(codeOf(fn () => new Signer(1, [])) === 'invalid_secret');
check(codeOf(fn () => Ks::inspect('')) === 'empty_ks' && codeOf(fn () => Ks::inspect('!')) === 'not_base64');
check(codeOf(fn () => Ks::decode($ks, OLD)) === 'bad_signature');
try {
    $signer->generate('ann', privileges: ['sview' => 5]);
    check(false);
} catch (\TypeError) {
}

// Memory does not grow.
$before = 0;
for ($i = 0; $i < 3000; $i++) {
    Ks::decode($signer->generate('ann', now: NOW), SECRET);
    codeOf(fn () => Ks::inspect('!'));
    if ($i === 300) {
        $before = \memory_get_usage();
    }
}
check(\memory_get_usage() - $before < 50000);
echo "ok\n";
