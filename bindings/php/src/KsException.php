<?php

declare(strict_types=1);

namespace KalturaKs;

/** An error of libks. The message says what is wrong and what to do. It never contains a secret. */
final class KsException extends \RuntimeException
{
    /**
     * @param string $ksCode The code, such as "expired", which is the same in every language.
     * @param int $status The status number of ks.h, which getCode() returns.
     */
    public function __construct(public readonly string $ksCode, string $message, int $status)
    {
        parent::__construct($message, $status);
    }
}
