<?php

declare(strict_types=1);

namespace KalturaKs;

/** Advice on a session or a KS: a stable code and a message. */
final class Advice
{
    public function __construct(public readonly string $code, public readonly string $message)
    {
    }
}
