<?php

/**
 * Kaltura Sessions (KSs) in PHP: generates, decodes and verifies them offline, with libks.
 *
 * All rules, defaults and messages are those of libks, which `ks.h` documents.
 *
 * @license MIT OR Apache-2.0
 */

declare(strict_types=1);

namespace KalturaKs;

use FFI;
use FFI\CData;

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

/** Advice on a session or a KS: a stable code and a message. */
final class Advice
{
    public function __construct(public readonly string $code, public readonly string $message)
    {
    }
}

/** A privilege of a KS: its name and its values. */
final class Privilege
{
    /** @param list<string> $values Empty for a privilege without a value. */
    public function __construct(public readonly string $name, public readonly array $values)
    {
    }
}

/** A KS in other text. */
final class FoundKs
{
    /**
     * @param string $ks The KS, with URL and JSON escapes removed.
     * @param int $offset Its position in the text in bytes, with the escapes.
     * @param int $length Its length in the text in bytes, with the escapes.
     */
    public function __construct(
        public readonly string $ks,
        public readonly int $offset,
        public readonly int $length,
    ) {
    }
}

/** A KS that Ks::verify accepted. */
final class Verified
{
    /** @param list<Privilege> $privileges */
    public function __construct(
        public readonly int $version,
        public readonly int $partnerId,
        /** Ks::USER or Ks::ADMIN. */
        public readonly int $type,
        /** Null in an anonymous session. */
        public readonly ?string $userId,
        /** The end in Unix seconds. */
        public readonly int $expiresAt,
        public readonly array $privileges,
        public readonly string $privilegesText,
        public readonly ?int $masterPartnerId,
        public readonly ?string $additionalData,
        /** 40 hex digits, the same for every spelling of the KS. */
        public readonly string $sessionHash,
        /** The hash of the group that the sessionid privilege puts the session in. */
        public readonly ?string $groupHash,
        /** The index of the secret that signed the KS. */
        public readonly int $secretIndex,
        public readonly bool $isAdmin,
        /** True if the session has no user, or the user 0 that widget sessions carry. */
        public readonly bool $isAnonymous,
    ) {
    }
}

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

/** Kaltura's answer to a KS, and the reason. */
final class Explanation
{
    /** @param list<bool> $grants For each element of `can`, whether Kaltura would grant it. */
    public function __construct(
        public readonly bool $isAccepted,
        /** The name of the server's status, such as "EXPIRED". Null if the server itself fails. */
        public readonly ?string $status,
        public readonly ?int $statusNumber,
        /** The API error that a client would see. Null if the KS is accepted. */
        public readonly ?string $apiError,
        public readonly string $reason,
        public readonly array $grants,
        /** Null if no secret signed the KS. */
        public readonly ?Decoded $decoded,
    ) {
    }
}

/** The parts of a KS that are readable without a secret. Nothing is verified. */
final class Unverified
{
    /** @param ?array<string, ?string> $claims The claims of a v1 KS. Null for v2. */
    public function __construct(
        public readonly int $version,
        /** Null if the partner id is not in canonical form. */
        public readonly ?int $partnerId,
        public readonly string $partnerText,
        public readonly ?array $claims,
        /** The number of encrypted bytes of a v2 KS. */
        public readonly ?int $encryptedBytes,
        public readonly bool $isTruncated,
    ) {
    }
}

/** Generates and renews KSs for one partner. It derives the key from the secret once. */
final class Signer
{
    private readonly Handle $handle;

    /**
     * @param string|list<string> $secret The partner's admin secret. With several, the first one signs,
     *     and renew accepts a KS that any of them signed.
     * @throws KsException
     */
    public function __construct(int $partnerId, #[\SensitiveParameter] string|array $secret)
    {
        $keyring = LibKs::keyring($secret);
        $this->handle = new Handle('kks_signer');
        LibKs::call('kks_keyring_signer', $keyring->pointer, $partnerId, $this->handle->out());
    }

    /** Returns the partner id. */
    public function partnerId(): int
    {
        $partnerId = LibKs::$c->new('int32_t');
        LibKs::check(LibKs::$c->kks_signer_partner_id($this->handle->pointer, FFI::addr($partnerId)));
        return $partnerId->cdata;
    }

    /**
     * Generates a KS.
     *
     * @param ?int $type Ks::USER (the default) or Ks::ADMIN.
     * @param ?int $expiry The lifetime in seconds. Defaults to 86400, one day.
     * @param string|array $privileges Text, such as "sview:0_abc123,list:*"; or an array of names with
     *     values. Use an array for values from outside your program.
     * @param ?int $expiresAt The end in Unix seconds, instead of $expiry.
     * @param ?int $now The current time in Unix seconds. Defaults to the system clock.
     * @param ?string $nonce For reproducible tests only.
     * @throws KsException
     */
    public function generate(
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
        ?string $nonce = null,
    ): string {
        $session = new SessionStruct(
            $userId, $type, $expiry, $privileges, $anonymous, $expiresAt, $version, $masterPartnerId,
            $additionalData, $now, $nonce,
        );
        return LibKs::text('kks_signer_generate', $this->handle->pointer, FFI::addr($session->c));
    }

    /**
     * Generates a KS with the version and content of another one and a new expiry. The old KS may have
     * expired. Verify a KS from outside your program before you renew it.
     *
     * @throws KsException
     */
    public function renew(string $ks, ?int $expiry = null, ?int $expiresAt = null, ?int $now = null): string
    {
        return LibKs::text(
            'kks_signer_renew',
            $this->handle->pointer,
            $ks,
            \strlen($ks),
            $expiry ?? PHP_INT_MIN,
            $expiresAt ?? PHP_INT_MIN,
            $now ?? PHP_INT_MIN,
        );
    }
}

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
     * @param array $required The privileges that the KS must grant: names with values.
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
        $options->privileges('required', 'required_count', $required);
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
     * @param string|list<string> $secret
     * @param array $can The privileges to check: names with values.
     * @throws KsException
     */
    public static function explain(
        string $ks,
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
        $request->privileges('can', 'can_count', $can);
        $handle = new Handle('kks_explanation');
        LibKs::call(
            'kks_explain', $keyring->pointer, $ks, \strlen($ks), FFI::addr($request->c), $handle->out(),
        );
        $fields = new Fields($handle);
        $grants = [];
        $granted = LibKs::$c->new('int32_t');
        for ($i = 0; $i < \count($can); $i++) {
            LibKs::check(LibKs::$c->kks_explanation_granted($handle->pointer, $i, FFI::addr($granted)));
            $grants[] = $granted->cdata !== 0;
        }
        $decoded = new Handle('kks_decoded');
        $status = LibKs::$c->kks_explanation_decoded($handle->pointer, $decoded->out());
        return new Explanation(
            $fields->number(22) !== 0,
            $fields->text(19),
            $fields->number(19),
            $fields->text(20),
            $fields->text(21),
            $grants,
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

/** @internal The library, and the conversions between PHP and C. */
final class LibKs
{
    /** The declarations of ks.h that this file uses. A test compares them with ks.h. */
    private const DECLARATIONS = <<<'C'
        typedef struct kks_decoded kks_decoded;
        typedef struct kks_error kks_error;
        typedef struct kks_explanation kks_explanation;
        typedef struct kks_keyring kks_keyring;
        typedef struct kks_list kks_list;
        typedef struct kks_signer kks_signer;
        typedef struct kks_unverified kks_unverified;
        typedef struct kks_verified kks_verified;
        typedef int32_t kks_status;
        typedef struct kks_privilege { const char *name; size_t name_length; const char *value; size_t value_length; } kks_privilege;
        typedef struct kks_session { size_t size; uint64_t magic; const char *user_id; size_t user_id_length; const char *privileges; size_t privileges_length; const kks_privilege *privilege_list; size_t privilege_count; const char *additional_data; size_t additional_data_length; const char *nonce; size_t nonce_length; int64_t type; int64_t expiry; int64_t expires_at; int64_t master_partner_id; int64_t version; int64_t now; int64_t anonymous; } kks_session;
        typedef struct kks_request { size_t size; uint64_t magic; const char *remote_addr; size_t remote_addr_length; const char *request_uri; size_t request_uri_length; const kks_privilege *can; size_t can_count; int64_t now; } kks_request;
        typedef struct kks_verify_options { size_t size; uint64_t magic; int64_t partner_id; int64_t now; const char *remote_addr; size_t remote_addr_length; const char *request_uri; size_t request_uri_length; const kks_privilege *required; size_t required_count; } kks_verify_options;
        uint32_t kks_abi_version(void);
        const char *kks_status_code(int32_t status);
        const char *kks_status_message(int32_t status);
        kks_status kks_error_status(const kks_error *error);
        const char *kks_error_code(const kks_error *error);
        const char *kks_error_message(const kks_error *error);
        kks_status kks_error_free(kks_error *error);
        kks_status kks_session_init(kks_session *session, size_t size);
        kks_status kks_request_init(kks_request *request, size_t size);
        kks_status kks_verify_options_init(kks_verify_options *options, size_t size);
        kks_status kks_keyring_signer(const kks_keyring *keyring, int64_t partner_id, kks_signer **signer, kks_error **error);
        kks_status kks_signer_partner_id(const kks_signer *signer, int32_t *partner_id);
        kks_status kks_signer_generate(const kks_signer *signer, const kks_session *session, char *buffer, size_t capacity, size_t *length, kks_error **error);
        kks_status kks_signer_free(kks_signer *signer);
        kks_status kks_signer_renew(const kks_signer *signer, const char *ks, size_t ks_length, int64_t expiry, int64_t expires_at, int64_t now, char *buffer, size_t capacity, size_t *length, kks_error **error);
        kks_status kks_keyring_with_secrets(const char *const *secrets, const size_t *lengths, size_t count, kks_keyring **keyring, kks_error **error);
        kks_status kks_keyring_free(kks_keyring *keyring);
        kks_status kks_verify(const kks_keyring *keyring, const char *ks, size_t ks_length, const kks_verify_options *options, kks_verified **verified, kks_error **error);
        kks_status kks_verified_text(const kks_verified *verified, int32_t field, char *buffer, size_t capacity, size_t *length);
        kks_status kks_verified_number(const kks_verified *verified, int32_t field, int64_t *number);
        kks_status kks_verified_list(const kks_verified *verified, int32_t which, kks_list **list);
        kks_status kks_verified_free(kks_verified *verified);
        kks_status kks_decode(const kks_keyring *keyring, const char *ks, size_t ks_length, kks_decoded **decoded, kks_error **error);
        kks_status kks_decoded_text(const kks_decoded *decoded, int32_t field, char *buffer, size_t capacity, size_t *length);
        kks_status kks_decoded_number(const kks_decoded *decoded, int32_t field, int64_t *number);
        kks_status kks_decoded_list(const kks_decoded *decoded, int32_t which, kks_list **list);
        kks_status kks_decoded_lint(const kks_decoded *decoded, int64_t now, kks_list **advice);
        kks_status kks_decoded_grants(const kks_decoded *decoded, const char *name, size_t name_length, const char *value, size_t value_length, int32_t *granted);
        kks_status kks_decoded_free(kks_decoded *decoded);
        kks_status kks_explain(const kks_keyring *keyring, const char *ks, size_t ks_length, const kks_request *request, kks_explanation **explanation, kks_error **error);
        kks_status kks_explanation_text(const kks_explanation *explanation, int32_t field, char *buffer, size_t capacity, size_t *length);
        kks_status kks_explanation_number(const kks_explanation *explanation, int32_t field, int64_t *number);
        kks_status kks_explanation_granted(const kks_explanation *explanation, size_t index, int32_t *granted);
        kks_status kks_explanation_decoded(const kks_explanation *explanation, kks_decoded **decoded);
        kks_status kks_explanation_free(kks_explanation *explanation);
        kks_status kks_inspect(const char *ks, size_t ks_length, kks_unverified **unverified, kks_error **error);
        kks_status kks_unverified_text(const kks_unverified *unverified, int32_t field, char *buffer, size_t capacity, size_t *length);
        kks_status kks_unverified_number(const kks_unverified *unverified, int32_t field, int64_t *number);
        kks_status kks_unverified_free(kks_unverified *unverified);
        kks_status kks_find(const char *text, size_t text_length, char *buffer, size_t capacity, size_t *length, size_t *found_offset, size_t *found_length);
        kks_status kks_lint(const kks_session *session, kks_list **advice, kks_error **error);
        kks_status kks_app_token_hash(const char *ks, size_t ks_length, const char *token, size_t token_length, const char *hash_type, size_t hash_type_length, char *buffer, size_t capacity, size_t *length, kks_error **error);
        size_t kks_list_count(const kks_list *list);
        kks_status kks_list_get(const kks_list *list, size_t index, const char **name, size_t *name_length, const char **value, size_t *value_length);
        kks_status kks_list_free(kks_list *list);
        C;

    private const BUFFER_TOO_SMALL = 5;
    private const NO_VALUE = 6;

    public static FFI $c;

    /** Loads the library: the file that KALTURA_KS_LIBRARY names, or the installed one. */
    public static function load(): void
    {
        if (!isset(self::$c)) {
            $installed = PHP_OS_FAMILY === 'Darwin' ? 'libks.0.dylib' : 'libks.so.0';
            self::$c = FFI::cdef(self::DECLARATIONS, \getenv('KALTURA_KS_LIBRARY') ?: $installed);
        }
    }

    /** Throws the error of a status that is not KKS_OK. */
    public static function check(int $status): void
    {
        if ($status !== 0) {
            throw new KsException(
                self::$c->kks_status_code($status),
                self::$c->kks_status_message($status),
                $status,
            );
        }
    }

    /** Returns false for KKS_NO_VALUE, and throws any other error. */
    public static function exists(int $status): bool
    {
        if ($status !== self::NO_VALUE) {
            self::check($status);
        }
        return $status === 0;
    }

    /** Calls a function whose last parameter is the error, and throws the error. */
    public static function call(string $function, mixed ...$arguments): void
    {
        $error = new Handle('kks_error');
        $status = self::$c->$function(...$arguments, ...[$error->out()]);
        if ($status !== 0) {
            throw new KsException(
                self::$c->kks_error_code($error->pointer),
                self::$c->kks_error_message($error->pointer),
                $status,
            );
        }
    }

    /** Calls a function whose last parameters are a buffer and the error, and returns the text. */
    public static function text(string $function, mixed ...$arguments): string
    {
        $text = null;
        for ($capacity = 512; $text === null; $capacity = $length->cdata + 1) {
            $buffer = self::$c->new("char[$capacity]");
            $length = self::$c->new('size_t');
            try {
                self::call($function, ...$arguments, ...[$buffer, $capacity, FFI::addr($length)]);
                $text = FFI::string($buffer, $length->cdata);
            } catch (KsException $exception) {
                if ($exception->getCode() !== self::BUFFER_TOO_SMALL) {
                    throw $exception;
                }
            }
        }
        return $text;
    }

    /**
     * Calls a function that writes text to a buffer and has no error parameter. Returns null if there is
     * no value, and an empty array for a field that the server reads as an array.
     */
    public static function rawField(callable $call): string|array|null
    {
        $capacity = 128;
        do {
            $buffer = self::$c->new("char[$capacity]");
            $length = self::$c->new('size_t');
            $status = $call($buffer, $capacity, FFI::addr($length));
            $capacity = $length->cdata + 1;
        } while ($status === self::BUFFER_TOO_SMALL);
        if ($status === 7) { // KKS_ARRAY_VALUE
            return [];
        }
        return self::exists($status) ? FFI::string($buffer, $length->cdata) : null;
    }

    /** Calls a function that writes text to a buffer. Returns null if there is no value. */
    public static function field(callable $call): ?string
    {
        return self::rawField($call);
    }

    /** Creates a keyring, and wipes the copies of the secrets. */
    public static function keyring(#[\SensitiveParameter] string|array $secrets): Handle
    {
        self::load();
        $secrets = (array) $secrets;
        $count = \max(1, \count($secrets));
        $pointers = self::$c->new("char *[$count]");
        $lengths = self::$c->new("size_t[$count]");
        $copies = [];
        foreach (\array_values($secrets) as $i => $secret) {
            $lengths[$i] = \strlen($secret);
            $copies[$i] = self::copy($secret);
            $pointers[$i] = self::$c->cast('char *', $copies[$i]);
        }
        $keyring = new Handle('kks_keyring');
        try {
            $pointer = self::$c->cast('const char *const *', $pointers);
            self::call('kks_keyring_with_secrets', $pointer, $lengths, \count($secrets), $keyring->out());
        } finally {
            foreach ($copies as $copy) {
                FFI::memset($copy, 0, FFI::sizeof($copy));
            }
        }
        return $keyring;
    }

    /** Copies text to C. It is freed when PHP no longer refers to it. */
    public static function copy(string $text): CData
    {
        $length = \strlen($text);
        $copy = self::$c->new('char[' . ($length + 1) . ']');
        FFI::memcpy($copy, $text, $length);
        return $copy;
    }

    /** Reads a list: names with optional values. @return list<array{string, ?string}> */
    public static function entries(Handle $list): array
    {
        $name = self::$c->new('const char *');
        $value = self::$c->new('const char *');
        $nameLength = self::$c->new('size_t');
        $valueLength = self::$c->new('size_t');
        $entries = [];
        $count = self::$c->kks_list_count($list->pointer);
        for ($i = 0; $i < $count; $i++) {
            self::check(self::$c->kks_list_get(
                $list->pointer, $i, FFI::addr($name), FFI::addr($nameLength), FFI::addr($value),
                FFI::addr($valueLength),
            ));
            $text = FFI::isNull($value) ? null : FFI::string($value, $valueLength->cdata);
            $entries[] = [FFI::string($name, $nameLength->cdata), $text];
        }
        return $entries;
    }

    /** @return list<Advice> */
    public static function advice(Handle $list): array
    {
        return \array_map(fn (array $entry) => new Advice(...$entry), self::entries($list));
    }

    /** Reads all fields of a decoded KS. */
    public static function decoded(Handle $handle): Decoded
    {
        $fields = new Fields($handle);
        $raw = ['partner_id' => 101, 'partner_pattern' => 102, 'valid_until' => 103, 'type' => 104,
            'rand' => 105, 'user' => 106, 'privileges' => 107, 'master_partner_id' => 108,
            'additional_data' => 109];
        return new Decoded(
            $fields->number(1),
            $fields->number(2),
            $fields->text(2),
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
            $fields->number(12) !== 0,
            $fields->number(13) !== 0,
            $fields->number(14) !== 0,
            $fields->number(15) !== 0,
            self::advice($fields->list(3)),
            \array_map($fields->raw(...), $raw),
            $fields->privileges(4),
            $fields->text(16),
            $handle,
        );
    }
}

/** @internal A handle of libks, which is freed when PHP no longer refers to it. */
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

/** @internal The fields of a result, by the constants KKS_FIELD_, KKS_RAW_ and KKS_LIST_ of ks.h. */
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

/** @internal A struct of ks.h, with the copies of text that it points to. */
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
        $count = \count($privileges);
        if ($count === 0) {
            return;
        }
        $array = $this->copies[] = LibKs::$c->new("kks_privilege[$count]");
        $i = 0;
        foreach ($privileges as $key => $value) {
            [$name, $value] = \is_string($key) ? [$key, $value] : [...(array) $value, null];
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

/** @internal A kks_session. */
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
