<?php

declare(strict_types=1);

namespace KalturaKs;

/** A privilege of a KS: its name and its values. */
final class Privilege
{
    /** @param list<string> $values Empty for a privilege without a value. */
    public function __construct(public readonly string $name, public readonly array $values)
    {
    }
}
