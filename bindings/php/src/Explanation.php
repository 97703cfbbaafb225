<?php

declare(strict_types=1);

namespace KalturaKs;

/** Kaltura's answer to a KS, and the reason. */
final class Explanation
{
    /**
     * @param list<Grant> $grants The answer to each element of `can`.
     * @param list<Advice> $advice What the answer depends on, and which calls are likely refused.
     */
    public function __construct(
        public readonly bool $isAccepted,
        /** The name of the server's status, such as "EXPIRED". Null if the server itself fails. */
        public readonly ?string $status,
        public readonly ?int $statusNumber,
        /** The API error that a client would see. Null if the KS is accepted. */
        public readonly ?string $apiError,
        public readonly string $reason,
        public readonly array $grants,
        public readonly array $advice,
        /** One of Kaltura's error answers, if the text contains one. */
        public readonly ?Answer $answer,
        /** Null if no secret signed the KS. */
        public readonly ?Decoded $decoded,
    ) {
    }
}
