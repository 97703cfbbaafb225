<?php

/**
 * Runs the golden vectors of tests/vectors. crates/ks-ffi/tests/c/vectors.rs writes each vector to
 * standard input as a record of fields, and compares the record that this program returns.
 *
 * A record is the number of fields, followed by the length and the bytes of each field. Numbers have
 * 32 bits in native byte order. The length 0xffffffff represents null.
 */

declare(strict_types=1);

require __DIR__ . '/autoload.php';

use KalturaKs\Ks;
use KalturaKs\KsException;

const NULL_LENGTH = 0xffffffff;

function integer(?string $text): ?int
{
    return $text === null ? null : (int) $text;
}

/** @param list<?string> $in @return list<?string> */
function answer(array $in): array
{
    $kind = \array_shift($in);
    switch ($kind) {
        case 'generate':
            [$partner, $secret, $user, $privileges, $data, $nonce, $type, $end, $master, $version, $now] = $in;
            return ['ok', Ks::generate(
                $secret, $user, integer($type), integer($partner), privileges: $privileges ?? '',
                anonymous: $user === null, expiresAt: integer($end), version: integer($version),
                masterPartnerId: integer($master), additionalData: $data, now: integer($now),
                nonce: $nonce,
            )];
        case 'decode':
            $decoded = Ks::decode(\array_shift($in) ?? '', $in);
            $out = ['ok'];
            $fields = [...\array_values($decoded->rawFields), $decoded->sessionHash, $decoded->groupHash,
                $decoded->signedText];
            foreach ($fields as $field) {
                $out[] = \is_array($field) ? 'array_value' : $field ?? 'no_value';
                $out[] = \is_string($field) ? 'ok' : null;
            }
            foreach ([$decoded->isAdmin, $decoded->isWidget, $decoded->isAnonymous] as $flag) {
                $out[] = $flag ? '1' : '0';
            }
            foreach ($decoded->serverPrivileges as $privilege) {
                foreach ($privilege->values ?: [null] as $value) {
                    $out[] = $privilege->name;
                    $out[] = $value;
                }
            }
            return $out;
        case 'explain':
            [$ks, $now, $address, $uri] = \array_splice($in, 0, 4);
            $explanation = Ks::explain($ks ?? '', $in, [], $address, $uri, integer($now));
            $status = $explanation->statusNumber;
            return $status === null ? ['none'] : [(string) $status, $explanation->status];
        case 'grants':
            [$ks, $name, $value] = \array_splice($in, 0, 3);
            return [Ks::decode($ks, $in)->grants($name, $value) ? '1' : '0'];
        case 'app_token':
            return [Ks::appTokenHash(...$in)];
    }
    throw new \LogicException("unknown kind $kind");
}

function readNumber(): ?int
{
    $bytes = \fread(STDIN, 4);
    return \strlen($bytes) === 4 ? \unpack('L', $bytes)[1] : null;
}

while (($count = readNumber()) !== null) {
    $in = [];
    for ($i = 0; $i < $count; $i++) {
        $length = readNumber();
        $in[] = match ($length) {
            NULL_LENGTH => null,
            0 => '',
            default => \stream_get_contents(STDIN, $length),
        };
    }
    try {
        $out = answer($in);
    } catch (KsException $exception) {
        $out = [$exception->ksCode, $exception->getMessage()];
    }
    echo \pack('L', \count($out));
    foreach ($out as $field) {
        echo $field === null ? \pack('L', NULL_LENGTH) : \pack('L', \strlen($field)) . $field;
    }
}
