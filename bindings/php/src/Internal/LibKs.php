<?php

declare(strict_types=1);

namespace KalturaKs\Internal;

use FFI;
use FFI\CData;
use KalturaKs\Advice;
use KalturaKs\Decoded;
use KalturaKs\KsException;

/** The library, and the conversions between PHP and C. */
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
        kks_status kks_explain(const kks_keyring *keyring, const char *text, size_t text_length, const kks_request *request, kks_explanation **explanation, kks_error **error);
        kks_status kks_explanation_text(const kks_explanation *explanation, int32_t field, char *buffer, size_t capacity, size_t *length);
        kks_status kks_explanation_number(const kks_explanation *explanation, int32_t field, int64_t *number);
        kks_status kks_explanation_granted(const kks_explanation *explanation, size_t index, int32_t *granted);
        kks_status kks_explanation_list(const kks_explanation *explanation, int32_t which, kks_list **list);
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
