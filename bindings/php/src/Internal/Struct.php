<?php

declare(strict_types=1);

namespace KalturaKs\Internal;

use FFI;
use FFI\CData;

/** A struct of ks.h, with the copies of text that it points to. */
class Struct
{
    public readonly CData $c;
    /** @var list<CData> */
    private array $copies = [];

    public function __construct(string $type)
    {
        $this->c = LibKs::$c->new($type);
        LibKs::check(LibKs::$c->{$type . '_init'}(FFI::addr($this->c), FFI::sizeof($this->c)));
    }

    public function number(string $field, ?int $number): void
    {
        if ($number !== null) {
            $this->c->$field = $number;
        }
    }

    public function text(string $field, ?string $text): void
    {
        $this->setText($this->c, $field, $text);
    }

    /** Sets an array of privileges: names with values, names alone, or pairs of both. */
    public function privileges(string $field, string $countField, array $privileges): void
    {
        $this->setPrivileges($field, $countField, $privileges, null);
    }

    /**
     * Sets an array of privileges to check. A value of null is an empty one, which libks rejects: a
     * variable that is null by mistake must not check the name alone.
     */
    public function required(string $field, string $countField, array $privileges): void
    {
        $this->setPrivileges($field, $countField, $privileges, '');
    }

    private function setPrivileges(string $field, string $countField, array $privileges, ?string $empty): void
    {
        $count = \count($privileges);
        if ($count === 0) {
            return;
        }
        $array = $this->copies[] = LibKs::$c->new("kks_privilege[$count]");
        $i = 0;
        foreach ($privileges as $key => $value) {
            [$name, $value] = match (true) {
                \is_string($key) => [$key, $value ?? $empty],
                \is_array($value) => [$value[0], $value[1] ?? $empty],
                default => [$value, null],
            };
            $this->setText($array[$i], 'name', $name);
            $this->setText($array[$i], 'value', $value);
            $i++;
        }
        $this->c->$field = LibKs::$c->cast('kks_privilege *', $array);
        $this->c->$countField = $count;
    }

    private function setText(CData $struct, string $field, ?string $text): void
    {
        if ($text !== null) {
            $copy = $this->copies[] = LibKs::copy($text);
            $struct->$field = LibKs::$c->cast('char *', $copy);
            $struct->{$field . '_length'} = \strlen($text);
        }
    }
}
