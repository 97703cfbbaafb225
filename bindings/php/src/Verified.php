<?php

declare(strict_types=1);

namespace KalturaKs;

/** A KS that Ks::verify accepted. */
final class Verified
{
    /** @param list<Privilege> $privileges */
    public function __construct(
        public readonly int $version,
        public readonly int $partnerId,
        /** Ks::USER or Ks::ADMIN. */
        public readonly int $type,
        /** Null in an anonymous session. */
        public readonly ?string $userId,
        /** The end in Unix seconds. */
        public readonly int $expiresAt,
        public readonly array $privileges,
        public readonly string $privilegesText,
        public readonly ?int $masterPartnerId,
        public readonly ?string $additionalData,
        /** 40 hex digits, the same for every spelling of the KS. */
        public readonly string $sessionHash,
        /** The hash of the group that the sessionid privilege puts the session in. */
        public readonly ?string $groupHash,
        /** The index of the secret that signed the KS. */
        public readonly int $secretIndex,
        public readonly bool $isAdmin,
        /** True if the session has no user, or the user 0 that widget sessions carry. */
        public readonly bool $isAnonymous,
    ) {
    }
}
