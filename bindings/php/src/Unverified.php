<?php

declare(strict_types=1);

namespace KalturaKs;

/** The parts of a KS that are readable without a secret. Nothing is verified. */
final class Unverified
{
    /** @param ?array<string, ?string> $claims The claims of a v1 KS. Null for v2. */
    public function __construct(
        public readonly int $version,
        /** Null if the partner id is not in canonical form. */
        public readonly ?int $partnerId,
        public readonly string $partnerText,
        public readonly ?array $claims,
        /** The number of encrypted bytes of a v2 KS. */
        public readonly ?int $encryptedBytes,
        public readonly bool $isTruncated,
    ) {
    }
}
