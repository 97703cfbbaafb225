<?php

// Makes ten million calls, or as many as the argument says, and prints how much memory the process
// has: src/main.rs does the same.

require __DIR__ . '/../../bindings/php/tests/autoload.php';

use KalturaKs\Ks;
use KalturaKs\KsException;
use KalturaKs\Signer;

const SECRET = '0123456789abcdef0123456789abcdef';
const CALLS_PER_ROUND = 5;
// How much memory may grow after the first tenth of the calls, in KiB.
const ALLOWED = 2048;

/** Creates a signer, generates, decodes, verifies, fails to verify, and renews. */
function doRound(): void
{
    $signer = new Signer(102, SECRET);
    $privileges = ['sview' => '0_abcdefgh', 'privacycontext' => 'portal'];
    $ks = $signer->generate('ann@example.com', expiry: 3600, privileges: $privileges);
    Ks::decode($ks, SECRET);
    Ks::verify($ks, SECRET, 102, required: ['sview' => '0_abcdefgh']);
    try {
        Ks::verify($ks, SECRET, 102, required: ['sview' => '0_zzzzzzzz']);
        throw new RuntimeException('verified');
    } catch (KsException) {
        // Expected.
    }
    $signer->renew($ks, 60);
}

/** Returns the resident memory of this process, in KiB. */
function resident(): int
{
    preg_match('/^VmRSS:\s+(\d+)/m', file_get_contents('/proc/self/status'), $match);
    return (int) $match[1];
}

$calls = (int) ($argv[1] ?? 10_000_000);
$done = 0;
$used = [];
foreach ([intdiv($calls, 100), intdiv($calls, 10), $calls] as $at) {
    for (; $done < $at; $done += CALLS_PER_ROUND) {
        doRound();
    }
    $used[] = resident();
    printf("%9d calls: %d KiB\n", $at, end($used));
}
if ($used[2] > $used[1] + ALLOWED) {
    printf("memory grew by %d KiB\n", $used[2] - $used[1]);
    exit(1);
}
