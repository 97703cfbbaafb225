<?php

declare(strict_types=1);

namespace KalturaKs;

/** A KS in other text. */
final class FoundKs
{
    /**
     * @param string $ks The KS, with URL and JSON escapes removed.
     * @param int $offset Its position in the text in bytes, with the escapes.
     * @param int $length Its length in the text in bytes, with the escapes.
     */
    public function __construct(
        public readonly string $ks,
        public readonly int $offset,
        public readonly int $length,
    ) {
    }
}
