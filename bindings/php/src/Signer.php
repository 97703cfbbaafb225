<?php

declare(strict_types=1);

namespace KalturaKs;

use FFI;
use KalturaKs\Internal\Handle;
use KalturaKs\Internal\LibKs;
use KalturaKs\Internal\SessionStruct;

/** Generates and renews KSs for one partner. It derives the key from the secret once. */
final class Signer
{
    private readonly Handle $handle;

    /**
     * @param string|list<string> $secret The partner's admin secret. With several, the first one signs,
     *     and renew accepts a KS that any of them signed.
     * @throws KsException
     */
    public function __construct(int $partnerId, #[\SensitiveParameter] string|array $secret)
    {
        $keyring = LibKs::keyring($secret);
        $this->handle = new Handle('kks_signer');
        LibKs::call('kks_keyring_signer', $keyring->pointer, $partnerId, $this->handle->out());
    }

    /** Returns the partner id. */
    public function partnerId(): int
    {
        $partnerId = LibKs::$c->new('int32_t');
        LibKs::check(LibKs::$c->kks_signer_partner_id($this->handle->pointer, FFI::addr($partnerId)));
        return $partnerId->cdata;
    }

    /**
     * Generates a KS.
     *
     * @param ?int $type Ks::USER (the default) or Ks::ADMIN.
     * @param ?int $expiry The lifetime in seconds. Defaults to 86400, one day.
     * @param string|array $privileges Text, such as "sview:0_abc123,list:*"; or an array of names with
     *     values. Use an array for values from outside your program.
     * @param ?int $expiresAt The end in Unix seconds, instead of $expiry.
     * @param ?int $now The current time in Unix seconds. Defaults to the system clock.
     * @param ?string $nonce For reproducible tests only.
     * @throws KsException
     */
    public function generate(
        ?string $userId = null,
        ?int $type = null,
        ?int $expiry = null,
        string|array $privileges = '',
        ?bool $anonymous = null,
        ?int $expiresAt = null,
        ?int $version = null,
        ?int $masterPartnerId = null,
        ?string $additionalData = null,
        ?int $now = null,
        ?string $nonce = null,
    ): string {
        $session = new SessionStruct(
            $userId, $type, $expiry, $privileges, $anonymous, $expiresAt, $version, $masterPartnerId,
            $additionalData, $now, $nonce,
        );
        return LibKs::text('kks_signer_generate', $this->handle->pointer, FFI::addr($session->c));
    }

    /**
     * Generates a KS with the version and content of another one and a new expiry. The old KS may have
     * expired. Verify a KS from outside your program before you renew it.
     *
     * @throws KsException
     */
    public function renew(string $ks, ?int $expiry = null, ?int $expiresAt = null, ?int $now = null): string
    {
        return LibKs::text(
            'kks_signer_renew',
            $this->handle->pointer,
            $ks,
            \strlen($ks),
            $expiry ?? PHP_INT_MIN,
            $expiresAt ?? PHP_INT_MIN,
            $now ?? PHP_INT_MIN,
        );
    }
}
