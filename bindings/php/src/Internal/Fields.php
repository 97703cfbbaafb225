<?php

declare(strict_types=1);

namespace KalturaKs\Internal;

use FFI;
use FFI\CData;
use KalturaKs\Privilege;

/** The fields of a result, by the constants KKS_FIELD_, KKS_RAW_ and KKS_LIST_ of ks.h. */
final class Fields
{
    public function __construct(private readonly Handle $handle)
    {
    }

    public function raw(int $field): string|array|null
    {
        $get = $this->handle->type . '_text';
        $pointer = $this->handle->pointer;
        return LibKs::rawField(fn (CData $buffer, int $capacity, CData $length)
            => LibKs::$c->$get($pointer, $field, $buffer, $capacity, $length));
    }

    public function text(int $field): ?string
    {
        return $this->raw($field);
    }

    public function number(int $field): ?int
    {
        $number = LibKs::$c->new('int64_t');
        $get = $this->handle->type . '_number';
        $status = LibKs::$c->$get($this->handle->pointer, $field, FFI::addr($number));
        return LibKs::exists($status) ? $number->cdata : null;
    }

    public function list(int $which): Handle
    {
        $list = new Handle('kks_list');
        $get = $this->handle->type . '_list';
        LibKs::check(LibKs::$c->$get($this->handle->pointer, $which, $list->out()));
        return $list;
    }

    /** @return list<Privilege> */
    public function privileges(int $which): array
    {
        $privileges = [];
        $name = null;
        foreach (LibKs::entries($this->list($which)) as [$next, $value]) {
            if ($next !== $name) {
                $privileges[] = [$name = $next, []];
            }
            if ($value !== null) {
                $privileges[\array_key_last($privileges)][1][] = $value;
            }
        }
        return \array_map(fn (array $privilege) => new Privilege(...$privilege), $privileges);
    }
}
