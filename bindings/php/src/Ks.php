<?php

declare(strict_types=1);

namespace KalturaKs;

use FFI;
use FFI\CData;
use KalturaKs\Internal\Fields;
use KalturaKs\Internal\Handle;
use KalturaKs\Internal\LibKs;
use KalturaKs\Internal\SessionStruct;
use KalturaKs\Internal\Struct;

/** The functions of the package. `$secret` is a partner's admin secret, or a list of them. */
final class Ks
{
    /** The session type for end users. */
    public const USER = 0;
    /** The session type that can do everything in the account. Never give an ADMIN KS to an end user. */
    public const ADMIN = 2;

    /**
     * Generates one KS. To generate many, create a Signer. The parameters are those of Signer::generate.
     *
     * @param string|list<string> $secret
     * @throws KsException
     */
    public static function generate(
        #[\SensitiveParameter] string|array $secret,
        ?string $userId,
        int $type,
        int $partnerId,
        ?int $expiry = null,
        string|array $privileges = '',
        ?bool $anonymous = null,
        ?int $expiresAt = null,
        ?int $version = null,
        ?int $masterPartnerId = null,
        ?string $additionalData = null,
        ?int $now = null,
        ?string $nonce = null,
    ): string {
        return (new Signer($partnerId, $secret))->generate(
            $userId, $type, $expiry, $privileges, $anonymous, $expiresAt, $version, $masterPartnerId,
            $additionalData, $now, $nonce,
        );
    }

    /**
     * Verifies a KS for a service.
     *
     * A verified KS may still be anonymous: anyone can obtain a widget session. Check isAnonymous if you
     * need a user.
     *
     * @param string|list<string> $secret
     * @param ?string $remoteAddr The client's IP address. Without it, a KS with an iprestrict privilege
     *     is rejected.
     * @param ?string $requestUri The path and query of the request. Without it, a KS with a urirestrict
     *     privilege is rejected.
     * @param array $required The privileges that the KS must grant: names with values, or names alone.
     * @param ?callable(string, ?string): bool $revoked Returns true if the session with this session hash
     *     and group hash was revoked.
     * @throws KsException
     */
    public static function verify(
        string $ks,
        #[\SensitiveParameter] string|array $secret,
        int $partnerId,
        ?string $remoteAddr = null,
        ?string $requestUri = null,
        array $required = [],
        ?callable $revoked = null,
        ?int $now = null,
    ): Verified {
        $keyring = LibKs::keyring($secret);
        $options = new Struct('kks_verify_options');
        $options->c->partner_id = $partnerId;
        $options->number('now', $now);
        $options->text('remote_addr', $remoteAddr);
        $options->text('request_uri', $requestUri);
        $options->required('required', 'required_count', $required);
        $handle = new Handle('kks_verified');
        LibKs::call(
            'kks_verify', $keyring->pointer, $ks, \strlen($ks), FFI::addr($options->c), $handle->out(),
        );
        $fields = new Fields($handle);
        $verified = new Verified(
            $fields->number(1),
            $fields->number(2),
            $fields->number(3),
            $fields->text(5),
            $fields->number(4),
            $fields->privileges(2),
            $fields->text(6),
            $fields->number(7),
            $fields->text(8),
            $fields->text(9),
            $fields->text(10),
            $fields->number(11),
            $fields->number(13) !== 0,
            $fields->number(15) !== 0,
        );
        if ($revoked !== null && $revoked($verified->sessionHash, $verified->groupHash)) {
            LibKs::check(309); // KKS_REVOKED
        }
        return $verified;
    }

    /**
     * Checks the signature of a KS and decodes its fields as the server does. Use verify for access
     * control.
     *
     * @param string|list<string> $secret
     * @throws KsException
     */
    public static function decode(string $ks, #[\SensitiveParameter] string|array $secret): Decoded
    {
        $keyring = LibKs::keyring($secret);
        $handle = new Handle('kks_decoded');
        LibKs::call('kks_decode', $keyring->pointer, $ks, \strlen($ks), $handle->out());
        return LibKs::decoded($handle);
    }

    /**
     * Predicts Kaltura's answer to a KS and explains it.
     *
     * The text is a KS, or contains one, such as a URL or a log line. It may also be one of Kaltura's error
     * answers.
     *
     * @param string|list<string> $secret
     * @param array $can The privileges to check: names with values, or names alone.
     * @throws KsException
     */
    public static function explain(
        string $text,
        #[\SensitiveParameter] string|array $secret,
        array $can = [],
        ?string $remoteAddr = null,
        ?string $requestUri = null,
        ?int $now = null,
    ): Explanation {
        $keyring = LibKs::keyring($secret);
        $request = new Struct('kks_request');
        $request->number('now', $now);
        $request->text('remote_addr', $remoteAddr);
        $request->text('request_uri', $requestUri);
        $request->required('can', 'can_count', $can);
        $handle = new Handle('kks_explanation');
        LibKs::call(
            'kks_explain', $keyring->pointer, $text, \strlen($text), FFI::addr($request->c), $handle->out(),
        );
        $fields = new Fields($handle);
        $grants = [];
        $granted = LibKs::$c->new('int32_t');
        foreach (LibKs::entries($fields->list(6)) as $i => [$rule, $reason]) {
            LibKs::check(LibKs::$c->kks_explanation_granted($handle->pointer, $i, FFI::addr($granted)));
            $grants[] = new Grant($granted->cdata !== 0, $rule, $reason);
        }
        $answer = \array_map($fields->text(...), [23, 24, 25, 26, 27]);
        $decoded = new Handle('kks_decoded');
        $status = LibKs::$c->kks_explanation_decoded($handle->pointer, $decoded->out());
        return new Explanation(
            $fields->number(22) !== 0,
            $fields->text(19),
            $fields->number(19),
            $fields->text(20),
            $fields->text(21),
            $grants,
            LibKs::advice($fields->list(5)),
            $answer[0] === null ? null : new Answer(...$answer),
            LibKs::exists($status) ? LibKs::decoded($decoded) : null,
        );
    }

    /** Reads a KS without a secret. Nothing in the result is verified. @throws KsException */
    public static function inspect(string $ks): Unverified
    {
        LibKs::load();
        $handle = new Handle('kks_unverified');
        LibKs::call('kks_inspect', $ks, \strlen($ks), $handle->out());
        $fields = new Fields($handle);
        $version = $fields->number(1);
        $claims = ['valid_until' => 103, 'type' => 104, 'rand' => 105, 'user_id' => 106, 'privileges' => 107,
            'master_partner_id' => 108, 'additional_data' => 109];
        return new Unverified(
            $version,
            $fields->number(2),
            $fields->text(2),
            $version === 1 ? \array_map($fields->text(...), $claims) : null,
            $fields->number(17),
            $fields->number(18) !== 0,
        );
    }

    /** Finds the first KS in a URL, a JSON body, a log line or any other text. */
    public static function find(string $text): ?FoundKs
    {
        LibKs::load();
        $offset = LibKs::$c->new('size_t');
        $length = LibKs::$c->new('size_t');
        $ks = LibKs::field(fn (CData $buffer, int $capacity, CData $needed) => LibKs::$c->kks_find(
            $text, \strlen($text), $buffer, $capacity, $needed, FFI::addr($offset), FFI::addr($length),
        ));
        return $ks === null ? null : new FoundKs($ks, $offset->cdata, $length->cdata);
    }

    /**
     * Generates a KS with the version and content of another one and a new expiry, see Signer::renew.
     *
     * @param string|list<string> $secret
     * @throws KsException
     */
    public static function renew(
        string $ks,
        #[\SensitiveParameter] string|array $secret,
        int $partnerId,
        ?int $expiry = null,
        ?int $expiresAt = null,
        ?int $now = null,
    ): string {
        return (new Signer($partnerId, $secret))->renew($ks, $expiry, $expiresAt, $now);
    }

    /**
     * Returns advice on a session before it is signed. The parameters are those of Signer::generate.
     *
     * @return list<Advice>
     * @throws KsException
     */
    public static function lint(
        ?string $userId = null,
        ?int $type = null,
        ?int $expiry = null,
        string|array $privileges = '',
        ?bool $anonymous = null,
        ?int $expiresAt = null,
        ?int $version = null,
        ?int $masterPartnerId = null,
        ?string $additionalData = null,
        ?int $now = null,
    ): array {
        LibKs::load();
        $session = new SessionStruct(
            $userId, $type, $expiry, $privileges, $anonymous, $expiresAt, $version, $masterPartnerId,
            $additionalData, $now, null,
        );
        $list = new Handle('kks_list');
        LibKs::call('kks_lint', FFI::addr($session->c), $list->out());
        return LibKs::advice($list);
    }

    /**
     * Computes the tokenHash argument of appToken.startSession. $ks is the KS that the API call itself
     * carries. $hashType is "SHA1" (the default), "MD5", "SHA256" or "SHA512".
     *
     * @throws KsException
     */
    public static function appTokenHash(
        string $ks,
        #[\SensitiveParameter] string $token,
        ?string $hashType = null,
    ): string {
        LibKs::load();
        return LibKs::text(
            'kks_app_token_hash', $ks, \strlen($ks), $token, \strlen($token), $hashType,
            \strlen($hashType ?? ''),
        );
    }
}
