<?php

declare(strict_types=1);

namespace KalturaKs;

/** One of Kaltura's error answers, explained. */
final class Answer
{
    public function __construct(
        /** The code, such as "SERVICE_FORBIDDEN". */
        public readonly string $code,
        /** The inner status of INVALID_KS, such as "EXPIRED". */
        public readonly ?string $status,
        /** The server's message. */
        public readonly ?string $message,
        /** What the answer means for the KS. */
        public readonly string $meaning,
        /** What to check or change. */
        public readonly string $check,
    ) {
    }
}
