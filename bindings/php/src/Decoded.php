<?php

declare(strict_types=1);

namespace KalturaKs;

use FFI;
use KalturaKs\Internal\Handle;
use KalturaKs\Internal\LibKs;

/** A KS with a valid signature, as the server reads it. Never use it for access control. */
final class Decoded
{
    /**
     * @param list<Privilege> $privileges
     * @param list<Advice> $warnings Each deviation from the canonical form.
     * @param array<string, string|array{}|null> $rawFields The fields as the server stores them. An
     *     empty array stands for a field that the server reads as an array.
     * @param list<Privilege> $serverPrivileges The privileges as the server splits them.
     */
    public function __construct(
        public readonly int $version,
        /** Null if the partner id is not in canonical form. */
        public readonly ?int $partnerId,
        public readonly string $partnerText,
        public readonly ?int $type,
        public readonly ?string $userId,
        public readonly ?int $expiresAt,
        public readonly array $privileges,
        public readonly string $privilegesText,
        public readonly ?int $masterPartnerId,
        public readonly ?string $additionalData,
        public readonly string $sessionHash,
        public readonly ?string $groupHash,
        public readonly int $secretIndex,
        public readonly bool $isCanonical,
        public readonly bool $isAdmin,
        public readonly bool $isWidget,
        public readonly bool $isAnonymous,
        public readonly array $warnings,
        public readonly array $rawFields,
        public readonly array $serverPrivileges,
        /** The text that the signature covers. */
        public readonly string $signedText,
        private readonly Handle $handle,
    ) {
    }

    /** Applies the server's own, lenient privilege check. */
    public function grants(string $name, ?string $value = null): bool
    {
        $granted = LibKs::$c->new('int32_t');
        LibKs::check(LibKs::$c->kks_decoded_grants(
            $this->handle->pointer,
            $name,
            \strlen($name),
            $value,
            \strlen($value ?? ''),
            FFI::addr($granted),
        ));
        return $granted->cdata !== 0;
    }

    /** Returns advice on the KS. @return list<Advice> */
    public function lint(?int $now = null): array
    {
        $list = new Handle('kks_list');
        $status = LibKs::$c->kks_decoded_lint($this->handle->pointer, $now ?? PHP_INT_MIN, $list->out());
        LibKs::check($status);
        return LibKs::advice($list);
    }
}
