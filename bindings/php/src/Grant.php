<?php

declare(strict_types=1);

namespace KalturaKs;

/** Whether Kaltura would grant a privilege, the server's rule that decides about it, and the reason. */
final class Grant
{
    public function __construct(
        public readonly bool $granted,
        /** The rule, such as "admin_passes". */
        public readonly string $rule,
        public readonly string $reason,
    ) {
    }
}
