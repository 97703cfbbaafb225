<?php

declare(strict_types=1);

namespace KalturaKs\Internal;

use FFI;
use FFI\CData;

/** A handle of libks, which is freed when PHP no longer refers to it. */
final class Handle
{
    public readonly CData $pointer;

    public function __construct(public readonly string $type)
    {
        $this->pointer = LibKs::$c->new("$type *");
    }

    public function __destruct()
    {
        LibKs::$c->{$this->type . '_free'}($this->pointer);
    }

    private function __clone()
    {
    }

    /** Returns the address of the handle, for the function that creates it. */
    public function out(): CData
    {
        return FFI::addr($this->pointer);
    }
}
