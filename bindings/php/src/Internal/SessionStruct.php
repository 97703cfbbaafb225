<?php

declare(strict_types=1);

namespace KalturaKs\Internal;

/** A kks_session. */
final class SessionStruct extends Struct
{
    public function __construct(
        ?string $userId,
        ?int $type,
        ?int $expiry,
        string|array $privileges,
        ?bool $anonymous,
        ?int $expiresAt,
        ?int $version,
        ?int $masterPartnerId,
        ?string $additionalData,
        ?int $now,
        #[\SensitiveParameter] ?string $nonce,
    ) {
        parent::__construct('kks_session');
        $this->text('user_id', $userId);
        if (\is_array($privileges)) {
            $this->privileges('privilege_list', 'privilege_count', $privileges);
        } else {
            $this->text('privileges', $privileges);
        }
        $this->text('additional_data', $additionalData);
        $this->text('nonce', $nonce);
        $this->number('type', $type);
        $this->number('expiry', $expiry);
        $this->number('expires_at', $expiresAt);
        $this->number('master_partner_id', $masterPartnerId);
        $this->number('version', $version);
        $this->number('now', $now);
        $this->number('anonymous', $anonymous === null ? null : (int) $anonymous);
    }
}
