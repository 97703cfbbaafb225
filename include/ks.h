/*
 * libks: generate, decode and verify Kaltura Sessions (KSs) offline.
 *
 *     kks_signer *signer;
 *     kks_session session;
 *     kks_error *error = NULL;
 *     char ks[512];
 *
 *     if (kks_signer_new(1234567, secret, KKS_NUL_TERMINATED, &signer, &error) != KKS_OK)
 *         ...; // kks_error_message(error) says what is wrong and what to do
 *     kks_session_init(&session, sizeof session);
 *     session.user_id = "user@example.com";
 *     session.expiry = 3600;
 *     session.privileges = "sview:0_abc123";
 *     if (kks_signer_generate(signer, &session, ks, sizeof ks, NULL, &error) == KKS_OK)
 *         puts(ks);
 *     kks_signer_free(signer);
 *
 * The following applies to every function.
 *
 * Errors. A function that can fail returns a status: KKS_OK (0) or an error.
 * Statuses 1-99 mean that the call itself is wrong or its result does not
 * exist; 100-199: an input is invalid; 200-299: the text is not a KS; 300-399:
 * the KS was readable and was rejected. A number never changes its meaning.
 * kks_status_message describes each status. If the last parameter is a
 * kks_error **, a function that fails writes an error object there, which
 * contains the details. Pass NULL if you only need the status. On success
 * nothing is written there, so initialize the pointer to NULL, and free the
 * error with kks_error_free. Errors never contain a secret.
 *
 * Parameters. A handle comes first, followed by inputs, outputs and the error.
 * A function that fails writes no outputs except the error and, for
 * KKS_BUFFER_TOO_SMALL, *length.
 *
 * Text input. Text is UTF-8, passed as a pointer and a length in bytes. The
 * length of text that ends in NUL may be KKS_NUL_TERMINATED. A NULL pointer
 * means that the text is not set, which differs from an empty text (a pointer
 * and the length 0). The library only reads inputs during the call and keeps no
 * pointers to them.
 *
 * Text output. The caller passes a buffer, its capacity in bytes, and a pointer
 * for the length of the text, which may be NULL. The text ends in NUL, which
 * the length does not include, so the capacity must be greater than the length.
 * If the buffer is too small, the function returns KKS_BUFFER_TOO_SMALL and
 * sets *length to the length of the text. To ask for the length only, pass NULL
 * and the capacity 0. The buffer may overlap the inputs.
 *
 * Structs. Initialize kks_session, kks_request and kks_verify_options with
 * their _init function before you set any field. It sets every number to
 * KKS_UNSET, which means that the number is not set, and stores the size of the
 * struct, so that later versions of the library can add fields. Functions
 * reject a struct that is not initialized with KKS_INVALID_STRUCT.
 *
 * Handles. A function that writes a handle to a T ** creates it. Free it once
 * with the _free function of its type, which accepts NULL. Functions return
 * KKS_INVALID_HANDLE for a freed handle or a handle of another type if they can
 * still detect it, but do not rely on that. Freeing a handle wipes its secrets.
 *
 * Threads. All functions are thread-safe. Handles are immutable, so threads can
 * share them without locking. Make sure that no other thread is using a handle
 * before you free it.
 *
 * Fork. Both processes can use the library after fork. A child never repeats a
 * nonce of its parent.
 *
 * Time. Times are in Unix seconds. `now` defaults to the system clock.
 *
 * Panics. A bug in the library does not abort the program: the function returns
 * KKS_INTERNAL_ERROR.
 *
 * Linking. `cargo xtask install --prefix DIR` installs libks.so and libks.a.
 * pkg-config finds them as kaltura-ks (PKG_CONFIG_PATH=DIR/lib/pkgconfig), CMake
 * as kaltura-ks::shared and kaltura-ks::static (CMAKE_PREFIX_PATH=DIR).
 *
 *     cc p.c $(pkg-config --cflags --libs kaltura-ks)                   libks.so
 *     cc p.c -IDIR/include DIR/lib/libks.a -lpthread -ldl -lm            libks.a
 *     cc -static p.c $(pkg-config --static --cflags --libs kaltura-ks)   all static
 *
 * If DIR/lib is not on the loader's search path, a program that uses libks.so
 * needs -Wl,-rpath,DIR/lib when you link it, or LD_LIBRARY_PATH=DIR/lib when you
 * run it.
 */

#ifndef KALTURA_KS_H
#define KALTURA_KS_H

#include <stddef.h>
#include <stdint.h>

/** The version of this header. kks_version returns the version of the library. */
#define KKS_VERSION "0.1.0"
/** The length of text that ends in NUL. */
#define KKS_NUL_TERMINATED SIZE_MAX
/**
 * The ABI number, which is also part of the file name libks.so.0. A new number
 * means that programs must be compiled again.
 */
#define KKS_ABI_VERSION 0

/* ---- Statuses of the call itself ---- */

/** Success. */
#define KKS_OK 0
/** A required pointer is NULL. */
#define KKS_NULL_ARGUMENT 1
/** A handle was already freed or has another type. */
#define KKS_INVALID_HANDLE 2
/**
 * An argument is invalid: an unknown constant or index, an impossible length, a
 * misaligned pointer, text that is not UTF-8, or two mutually exclusive
 * options.
 */
#define KKS_INVALID_ARGUMENT 3
/**
 * A struct was not initialized by its _init function, or sets a field that this
 * version of the library does not support.
 */
#define KKS_INVALID_STRUCT 4
/** The buffer is too small. *length is the required length, without the NUL. */
#define KKS_BUFFER_TOO_SMALL 5
/** The value does not exist. Not every KS has every field. */
#define KKS_NO_VALUE 6
/** The server reads this field as an array, not as text. */
#define KKS_ARRAY_VALUE 7
/** An internal error. Please report it. */
#define KKS_INTERNAL_ERROR 8

/* ---- Statuses: an input is invalid ---- */

/** The secret is invalid: the server would reject every KS signed with it. */
#define KKS_INVALID_SECRET 100
/** The partner id is not a 32-bit integer. */
#define KKS_INVALID_PARTNER_ID 101
/** The master partner id is not a 32-bit integer. */
#define KKS_INVALID_MASTER_PARTNER_ID 102
/** The user id is missing, or would not survive a round trip through the server. */
#define KKS_INVALID_USER_ID 103
/** The session type is neither USER (0) nor ADMIN (2). */
#define KKS_INVALID_TYPE 104
/** The expiry is not in the future, is out of range, or is set twice. */
#define KKS_INVALID_EXPIRY 105
/** A privilege would not survive a round trip through the server. */
#define KKS_INVALID_PRIVILEGE 106
/** A privilege that takes a single value is given more than once. */
#define KKS_REPEATED_PRIVILEGE 107
/** The session has more privileges than the server is guaranteed to read. */
#define KKS_TOO_MANY_PRIVILEGES 108
/** The additional data would not survive a round trip through the server. */
#define KKS_INVALID_ADDITIONAL_DATA 109
/** The nonce is not 16 bytes in hex (v2), or cannot be part of a v1 KS. */
#define KKS_INVALID_NONCE 110
/** The KS version is neither 2 nor 1. */
#define KKS_INVALID_VERSION 111
/** The hash type is not one of SHA1, MD5, SHA256 and SHA512. */
#define KKS_INVALID_HASH_TYPE 112
/** The remote address is not an IP address. */
#define KKS_INVALID_REMOTE_ADDR 113
/** The system random number generator is unavailable. */
#define KKS_RANDOM_UNAVAILABLE 114
/** The KS is restricted to IP addresses, and no remote address is set. */
#define KKS_MISSING_REMOTE_ADDR 115
/** The KS is restricted to request URIs, and no request URI is set. */
#define KKS_MISSING_REQUEST_URI 116
/** The app token is malformed. */
#define KKS_INVALID_APP_TOKEN 117
/**
 * The name of an option is unknown. Only dynamic languages pass options by name;
 * no function of this library returns this status.
 */
#define KKS_UNKNOWN_OPTION 118
/** An option has an invalid value. Like KKS_UNKNOWN_OPTION, for dynamic languages. */
#define KKS_INVALID_OPTION 119

/* ---- Statuses: the text is not a KS ---- */

/** The KS is empty. */
#define KKS_EMPTY_KS 200
/**
 * The text is not valid base64, so it is not a KS, or it was truncated or
 * changed.
 */
#define KKS_NOT_BASE64 201
/** The KS contains blanks where it had plus signs: a URL decoder replaced them. */
#define KKS_BLANK_FOR_PLUS 202
/** The text is valid base64, but not a KS. */
#define KKS_NOT_A_KS 203

/* ---- Statuses: the KS was rejected ---- */

/** The KS was not signed with any of the secrets, or it was modified. */
#define KKS_BAD_SIGNATURE 300
/** A privilege uses array syntax, which makes the server fail. */
#define KKS_ARRAY_PRIVILEGE 301
/** The signature is valid, but the KS is not in canonical form. */
#define KKS_NOT_CANONICAL 302
/** The KS belongs to another partner. */
#define KKS_WRONG_PARTNER 303
/** The KS has expired. */
#define KKS_EXPIRED 304
/** The KS is restricted to other IP addresses. */
#define KKS_RESTRICTED_IP 305
/** The KS is restricted to other request URIs. */
#define KKS_RESTRICTED_URI 306
/** The KS allows no action: its actionslimit is not above 0. */
#define KKS_INVALID_ACTIONS_LIMIT 307
/** The KS does not grant a required privilege. */
#define KKS_NOT_GRANTED 308
/** The session was revoked. */
#define KKS_REVOKED 309
/** The role in a setrole or restrictingrole privilege is a negative number. */
#define KKS_INVALID_ROLE 310
/** The KS belongs to Kaltura's TV platform (OTT). */
#define KKS_OTT_KS 311

/* ---- Inputs ---- */

/**
 * The value of a number that is not set. The _init functions set every number
 * to it.
 */
#define KKS_UNSET INT64_MIN
/** The session type USER, for end users. */
#define KKS_USER 0
/**
 * The session type ADMIN, which can do everything in the account. Never give
 * an ADMIN KS to an end user.
 */
#define KKS_ADMIN 2

/* ---- Fields of results ---- */

/** The KS version, 1 or 2. Number. */
#define KKS_FIELD_VERSION 1
/**
 * The partner id. Text, as the KS spells it; and number, if it is in canonical
 * form.
 */
#define KKS_FIELD_PARTNER_ID 2
/** The session type, KKS_USER or KKS_ADMIN. Number. */
#define KKS_FIELD_TYPE 3
/** The end in Unix seconds. Number. */
#define KKS_FIELD_EXPIRES_AT 4
/** The user id. Text. An anonymous session has no value. */
#define KKS_FIELD_USER_ID 5
/** The privileges in Kaltura's notation. Text. */
#define KKS_FIELD_PRIVILEGES 6
/** The partner that acts on behalf of this one. Number. */
#define KKS_FIELD_MASTER_PARTNER_ID 7
/** The additional data. Text. */
#define KKS_FIELD_ADDITIONAL_DATA 8
/**
 * The session hash, 40 hex digits, which is the same for every spelling of the
 * KS. Text.
 */
#define KKS_FIELD_SESSION_HASH 9
/** The hash of the group that the sessionid privilege puts the session in. Text. */
#define KKS_FIELD_GROUP_HASH 10
/** The index of the secret that signed the KS, counted from 0. Number. */
#define KKS_FIELD_SECRET_INDEX 11
/**
 * 1 if the KS is in canonical form, which kks_verify requires, 0 otherwise.
 * Number.
 */
#define KKS_FIELD_IS_CANONICAL 12
/** 1 if the server treats the session as an ADMIN session. Number. */
#define KKS_FIELD_IS_ADMIN 13
/** 1 if the server treats the session as a widget session. Number. */
#define KKS_FIELD_IS_WIDGET 14
/**
 * 1 if the session has no user, or the user 0 that widget sessions carry.
 * Number.
 */
#define KKS_FIELD_IS_ANONYMOUS 15
/** The text that the signature covers. Text. */
#define KKS_FIELD_SIGNED_TEXT 16
/** The number of encrypted bytes of a v2 KS. Number. */
#define KKS_FIELD_ENCRYPTED_BYTES 17
/** 1 if a v2 KS is certainly truncated. Number. */
#define KKS_FIELD_IS_TRUNCATED 18
/** The server's status. Number (1 is OK), and text ("OK"). */
#define KKS_FIELD_STATUS 19
/**
 * The API error that a client would see, such as "INVALID_KS". Text. No value
 * if the KS is accepted.
 */
#define KKS_FIELD_API_ERROR 20
/** The reason, in a sentence. Text. */
#define KKS_FIELD_REASON 21
/** 1 if Kaltura would accept the KS. Number. */
#define KKS_FIELD_IS_ACCEPTED 22
/**
 * The code of one of Kaltura's error answers in the text, such as
 * "SERVICE_FORBIDDEN". Text. No value if the text contains no such answer.
 */
#define KKS_FIELD_ANSWER_CODE 23
/** The inner status of the answer INVALID_KS, such as "EXPIRED". Text. */
#define KKS_FIELD_ANSWER_STATUS 24
/** The server's message in the answer. Text. */
#define KKS_FIELD_ANSWER_MESSAGE 25
/** What the answer means for the KS. Text. */
#define KKS_FIELD_ANSWER_MEANING 26
/** What to check or change after the answer. Text. */
#define KKS_FIELD_ANSWER_CHECK 27

/* ---- Fields as the server stores them ---- */

/** The partner id as the server stores it. Text, like every KKS_RAW_ field. */
#define KKS_RAW_PARTNER_ID 101
/** v1: the second part, which the server ignores. */
#define KKS_RAW_PARTNER_PATTERN 102
/** The expiry. */
#define KKS_RAW_VALID_UNTIL 103
/** The type. */
#define KKS_RAW_TYPE 104
/** v1: the rand part. v2: the nonce in hex. */
#define KKS_RAW_RAND 105
/** The user id. */
#define KKS_RAW_USER 106
/** The privileges. */
#define KKS_RAW_PRIVILEGES 107
/** The master partner id. */
#define KKS_RAW_MASTER_PARTNER_ID 108
/** The additional data. */
#define KKS_RAW_ADDITIONAL_DATA 109

/* ---- Lists of results ---- */

/** Each privilege with its value, in which '/' separates several values. */
#define KKS_LIST_PRIVILEGES 1
/**
 * One entry for each value of each privilege, and one for a privilege without a
 * value.
 */
#define KKS_LIST_VALUES 2
/** Each deviation from the canonical form: a code and a message. */
#define KKS_LIST_WARNINGS 3
/**
 * Like KKS_LIST_VALUES, but split at every '/' as the server does, also inside
 * URIs.
 */
#define KKS_LIST_SERVER_VALUES 4
/**
 * What Kaltura's answer depends on, and which calls Kaltura is likely to refuse:
 * a code and a message.
 */
#define KKS_LIST_ADVICE 5
/**
 * For each privilege of request->can, the server's rule that decides about it,
 * such as "admin_passes", and the reason.
 */
#define KKS_LIST_GRANT_REASONS 6

/* ---- Types ---- */

/**
 * A KS with a valid signature, as the server reads it. It may be expired,
 * restricted or not canonical. Never use it for access control; use
 * kks_verify.
 */
typedef struct kks_decoded kks_decoded;

/**
 * The details of an error. A function that fails writes one to its last
 * argument. Free it with kks_error_free.
 */
typedef struct kks_error kks_error;

/** Kaltura's answer to a KS, and the reason. */
typedef struct kks_explanation kks_explanation;

/**
 * A partner's admin secrets, in the order they are tried. It has more than one
 * secret during a rotation. Threads can share it without locking.
 */
typedef struct kks_keyring kks_keyring;

/**
 * An ordered list of names with optional values: privileges, warnings or
 * advice.
 */
typedef struct kks_list kks_list;

/**
 * Generates KSs for one partner. It derives the key from the secret once.
 * Threads can share it without locking.
 */
typedef struct kks_signer kks_signer;

/** The parts of a KS that are readable without a secret. Nothing is verified. */
typedef struct kks_unverified kks_unverified;

/** A KS that kks_verify accepted. */
typedef struct kks_verified kks_verified;

/** The result of a function that can fail: KKS_OK or another KKS_ constant above. */
typedef int32_t kks_status;

/** A privilege: a name and an optional value. */
typedef struct kks_privilege {
  /** The name, such as "sview". */
  const char *name;
  /** The length of name, or KKS_NUL_TERMINATED. */
  size_t name_length;
  /** The value, such as "0_abc123". NULL for a privilege without a value. */
  const char *value;
  /** The length of value, or KKS_NUL_TERMINATED. */
  size_t value_length;
} kks_privilege;

/**
 * The content of a KS. kks_session_init initializes it and sets every length
 * to KKS_NUL_TERMINATED. Only user_id is required.
 */
typedef struct kks_session {
  /** Set by kks_session_init. Do not change it. */
  size_t size;
  /** Set by kks_session_init. Do not change it. */
  uint64_t magic;
  /** The user id. Required unless anonymous is 1. */
  const char *user_id;
  /** The length of user_id, or KKS_NUL_TERMINATED. */
  size_t user_id_length;
  /**
   * The privileges as text, such as "sview:0_abc123,privacycontext:portal",
   * or NULL.
   */
  const char *privileges;
  /** The length of privileges, or KKS_NUL_TERMINATED. */
  size_t privileges_length;
  /**
   * The privileges as an array, instead of the text. Use it for values from
   * outside your program: a value in the array cannot add another privilege.
   */
  const kks_privilege *privilege_list;
  /** The number of elements of privilege_list. */
  size_t privilege_count;
  /** Free text that the server keeps in the session, or NULL. */
  const char *additional_data;
  /** The length of additional_data, or KKS_NUL_TERMINATED. */
  size_t additional_data_length;
  /**
   * The nonce, for reproducible tests: 32 hex digits (v2) or any text (v1).
   * Leave it NULL to use a random nonce.
   */
  const char *nonce;
  /** The length of nonce, or KKS_NUL_TERMINATED. */
  size_t nonce_length;
  /** KKS_USER (the default) or KKS_ADMIN. */
  int64_t type;
  /** The lifetime in seconds. Defaults to 86400, one day. */
  int64_t expiry;
  /** The end in Unix seconds, instead of expiry. */
  int64_t expires_at;
  /** The partner that acts on behalf of this one. Rarely needed. */
  int64_t master_partner_id;
  /** The KS version, 2 (the default) or 1. */
  int64_t version;
  /** The current time in Unix seconds. Defaults to the system clock. */
  int64_t now;
  /** 1 for an anonymous session, 0 (the default) otherwise. */
  int64_t anonymous;
} kks_session;

/** A request to Kaltura's server. kks_request_init initializes it. */
typedef struct kks_request {
  /** Set by kks_request_init. Do not change it. */
  size_t size;
  /** Set by kks_request_init. Do not change it. */
  uint64_t magic;
  /**
   * The client's IP address, which an iprestrict privilege is compared with,
   * or NULL.
   */
  const char *remote_addr;
  /** The length of remote_addr, or KKS_NUL_TERMINATED. */
  size_t remote_addr_length;
  /**
   * The path and query, which a urirestrict privilege is compared with, or
   * NULL.
   */
  const char *request_uri;
  /** The length of request_uri, or KKS_NUL_TERMINATED. */
  size_t request_uri_length;
  /** The privileges to check. */
  const kks_privilege *can;
  /** The number of elements of can. */
  size_t can_count;
  /** The current time in Unix seconds. Defaults to the system clock. */
  int64_t now;
} kks_request;

/**
 * What kks_verify checks. kks_verify_options_init initializes it. Only
 * partner_id is required.
 */
typedef struct kks_verify_options {
  /** Set by kks_verify_options_init. Do not change it. */
  size_t size;
  /** Set by kks_verify_options_init. Do not change it. */
  uint64_t magic;
  /** The partner that the KS must belong to. */
  int64_t partner_id;
  /** The current time in Unix seconds. Defaults to the system clock. */
  int64_t now;
  /**
   * The client's IP address. Without it, kks_verify returns
   * KKS_MISSING_REMOTE_ADDR for a KS with an iprestrict privilege.
   */
  const char *remote_addr;
  /** The length of remote_addr, or KKS_NUL_TERMINATED. */
  size_t remote_addr_length;
  /**
   * The path and query of the request. Without it, kks_verify returns
   * KKS_MISSING_REQUEST_URI for a KS with a urirestrict privilege.
   */
  const char *request_uri;
  /** The length of request_uri, or KKS_NUL_TERMINATED. */
  size_t request_uri_length;
  /** The privileges that the KS must grant. */
  const kks_privilege *required;
  /** The number of elements of required. */
  size_t required_count;
} kks_verify_options;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/* ---- Version ---- */

/**
 * Returns the version of the library in use. KKS_VERSION is the version of
 * this header.
 */
const char *kks_version(void);

/**
 * Returns the ABI number of the library in use. A program that loads the
 * library at run time compares it with KKS_ABI_VERSION.
 */
uint32_t kks_abi_version(void);

/* ---- Errors ---- */

/**
 * Returns the stable code of a status, such as "bad_signature". The codes are
 * the same in every language. Returns "unknown_status" for any other number.
 * Never returns NULL. Do not free the result.
 */
const char *kks_status_code(int32_t status);

/**
 * Returns a short description of a status. kks_error_message has the details.
 * Never returns NULL. Do not free the result.
 */
const char *kks_status_message(int32_t status);

/**
 * Returns the status of an error, which the failed function also returned.
 * Returns KKS_OK for NULL.
 */
kks_status kks_error_status(const kks_error *error);

/**
 * Returns the stable code of an error, such as "invalid_privilege". It lives as
 * long as the error. Returns "ok" for NULL.
 */
const char *kks_error_code(const kks_error *error);

/**
 * Returns a message that says what is wrong and what to do. Its wording can
 * change between versions. It never contains a secret. It lives as long as the
 * error.
 */
const char *kks_error_message(const kks_error *error);

/** Frees an error. Accepts NULL. */
kks_status kks_error_free(kks_error *error);

/* ---- Structs ---- */

/**
 * Initializes a kks_session with no field set. Pass sizeof(kks_session) as
 * size.
 */
kks_status kks_session_init(kks_session *session, size_t size);

/**
 * Initializes a kks_request with no field set. Pass sizeof(kks_request) as
 * size.
 */
kks_status kks_request_init(kks_request *request, size_t size);

/**
 * Initializes a kks_verify_options with no field set. Pass
 * sizeof(kks_verify_options) as size.
 */
kks_status kks_verify_options_init(kks_verify_options *options, size_t size);

/* ---- Generate a KS ---- */

/**
 * Creates a signer from the partner's admin secret. Kaltura rejects every KS
 * that is signed with the user secret. Free the signer with kks_signer_free.
 *
 * partner_id has 64 bits, so that a number that is too large is an error
 * instead of the id of another partner.
 */
kks_status kks_signer_new(int64_t partner_id,
                          const char *secret,
                          size_t secret_length,
                          kks_signer **signer,
                          kks_error **error);

/**
 * Creates a signer from a keyring. It signs with the first secret, and renews a
 * KS that any secret of the keyring signed. The signer stays valid after the
 * keyring is freed. Free it with kks_signer_free.
 */
kks_status kks_keyring_signer(const kks_keyring *keyring,
                              int64_t partner_id,
                              kks_signer **signer,
                              kks_error **error);

/** Gets the partner id of a signer. */
kks_status kks_signer_partner_id(const kks_signer *signer, int32_t *partner_id);

/** Generates a KS. A typical KS needs less than 300 bytes. */
kks_status kks_signer_generate(const kks_signer *signer,
                               const kks_session *session,
                               char *buffer,
                               size_t capacity,
                               size_t *length,
                               kks_error **error);

/** Frees a signer and wipes its secrets. Accepts NULL. */
kks_status kks_signer_free(kks_signer *signer);

/**
 * Generates one KS without a signer. To generate many, create a signer, which
 * derives the key from the secret only once.
 */
kks_status kks_generate(int64_t partner_id,
                        const char *secret,
                        size_t secret_length,
                        const kks_session *session,
                        char *buffer,
                        size_t capacity,
                        size_t *length,
                        kks_error **error);

/* ---- Renew a KS ---- */

/**
 * Renews a KS: generates a KS with the same version and content and a new
 * expiry. The old KS may have expired. It must belong to the signer's partner
 * and be signed by a secret of the signer.
 *
 * The new session has a new session hash, so a revocation of the old session
 * does not apply to it. Verify a KS from outside your program before you
 * renew it.
 *
 * expiry is the new lifetime in seconds and expires_at the new end in Unix
 * seconds; set one of them and leave the other at KKS_UNSET. If both are
 * unset, the KS lives for one day. now is the current time in Unix seconds, or
 * KKS_UNSET for the system clock.
 */
kks_status kks_signer_renew(const kks_signer *signer,
                            const char *ks,
                            size_t ks_length,
                            int64_t expiry,
                            int64_t expires_at,
                            int64_t now,
                            char *buffer,
                            size_t capacity,
                            size_t *length,
                            kks_error **error);

/* ---- Keyrings ---- */

/** Creates a keyring with one admin secret. Free it with kks_keyring_free. */
kks_status kks_keyring_new(const char *secret,
                           size_t secret_length,
                           kks_keyring **keyring,
                           kks_error **error);

/**
 * Creates a keyring with several admin secrets, the current one first. lengths
 * may be NULL if every secret ends in NUL. Free the keyring with
 * kks_keyring_free.
 */
kks_status kks_keyring_with_secrets(const char *const *secrets,
                                    const size_t *lengths,
                                    size_t count,
                                    kks_keyring **keyring,
                                    kks_error **error);

/** Frees a keyring and wipes its secrets. Accepts NULL. */
kks_status kks_keyring_free(kks_keyring *keyring);

/* ---- Verify a KS for a service ---- */

/**
 * Verifies a KS for a service, or returns the reason for rejecting it. The
 * checks are stricter than the server's. Free the result with
 * kks_verified_free.
 *
 * A verified KS may still be anonymous: anyone can obtain a widget session.
 * Check KKS_FIELD_IS_ANONYMOUS if you need a user.
 *
 * This function cannot tell whether a session was revoked. If you keep a list
 * of revoked sessions, look up KKS_FIELD_SESSION_HASH and KKS_FIELD_GROUP_HASH
 * in it. Count the actions of a session with an actionslimit privilege by its
 * KKS_FIELD_SESSION_HASH, never by the text of the KS, because one session has
 * many texts.
 */
kks_status kks_verify(const kks_keyring *keyring,
                      const char *ks,
                      size_t ks_length,
                      const kks_verify_options *options,
                      kks_verified **verified,
                      kks_error **error);

/**
 * Gets a text field of a verified KS: KKS_FIELD_PARTNER_ID, _USER_ID,
 * _PRIVILEGES, _ADDITIONAL_DATA, _SESSION_HASH, _GROUP_HASH.
 *
 * KKS_NO_VALUE leaves the buffer unchanged. Check the status, or you will read
 * stale buffer contents as the user id.
 */
kks_status kks_verified_text(const kks_verified *verified,
                             int32_t field,
                             char *buffer,
                             size_t capacity,
                             size_t *length);

/**
 * Gets a number field of a verified KS: KKS_FIELD_VERSION, _PARTNER_ID, _TYPE,
 * _EXPIRES_AT, _MASTER_PARTNER_ID, _SECRET_INDEX, _IS_ADMIN, _IS_ANONYMOUS.
 */
kks_status kks_verified_number(const kks_verified *verified, int32_t field, int64_t *number);

/**
 * Gets a list of a verified KS: KKS_LIST_PRIVILEGES or KKS_LIST_VALUES. Free
 * it with kks_list_free.
 */
kks_status kks_verified_list(const kks_verified *verified, int32_t which, kks_list **list);

/** Frees a verified KS. Accepts NULL. */
kks_status kks_verified_free(kks_verified *verified);

/* ---- Decode a KS as the server does ---- */

/**
 * Checks the signature of a KS and decodes its fields as the server does. It
 * accepts whatever the server accepts, including expired and non-canonical
 * KSs, so use kks_verify for access control. Free the result with
 * kks_decoded_free.
 */
kks_status kks_decode(const kks_keyring *keyring,
                      const char *ks,
                      size_t ks_length,
                      kks_decoded **decoded,
                      kks_error **error);

/**
 * Gets a text field of a decoded KS: KKS_FIELD_PARTNER_ID (as the KS spells
 * it), _USER_ID, _PRIVILEGES, _ADDITIONAL_DATA, _SESSION_HASH, _GROUP_HASH,
 * _SIGNED_TEXT, or any KKS_RAW_ field.
 */
kks_status kks_decoded_text(const kks_decoded *decoded,
                            int32_t field,
                            char *buffer,
                            size_t capacity,
                            size_t *length);

/**
 * Gets a number field of a decoded KS: KKS_FIELD_VERSION, _PARTNER_ID, _TYPE,
 * _EXPIRES_AT, _MASTER_PARTNER_ID, _SECRET_INDEX, _IS_CANONICAL, _IS_ADMIN,
 * _IS_WIDGET, _IS_ANONYMOUS.
 */
kks_status kks_decoded_number(const kks_decoded *decoded, int32_t field, int64_t *number);

/**
 * Gets a list of a decoded KS: KKS_LIST_PRIVILEGES, _VALUES, _WARNINGS or
 * _SERVER_VALUES. Free it with kks_list_free.
 */
kks_status kks_decoded_list(const kks_decoded *decoded, int32_t which, kks_list **list);

/**
 * Returns advice on a decoded KS, like kks_lint. now is the current time in
 * Unix seconds, or KKS_UNSET for the system clock.
 */
kks_status kks_decoded_lint(const kks_decoded *decoded, int64_t now, kks_list **advice);

/**
 * Sets *granted to 1 if the server would allow what the privilege is for, by
 * its own rules, and to 0 otherwise. value may be NULL. The rules are lenient:
 * use this to predict Kaltura's answer, and kks_verify for access control.
 */
kks_status kks_decoded_grants(const kks_decoded *decoded,
                              const char *name,
                              size_t name_length,
                              const char *value,
                              size_t value_length,
                              int32_t *granted);

/** Frees a decoded KS. Accepts NULL. */
kks_status kks_decoded_free(kks_decoded *decoded);

/* ---- Explain Kaltura's answer ---- */

/**
 * Predicts Kaltura's answer to a KS in this request, explains it, and checks
 * the privileges of request->can. The keyring must hold the secrets of the
 * partner that the KS names. Only the server knows whether a session was
 * revoked.
 *
 * The text is a KS, or contains one, such as a URL or a log line. It may also
 * be one of Kaltura's error answers, in JSON or XML, with or without a KS.
 *
 * If Kaltura would reject the KS, the call still succeeds, and the explanation
 * contains the reason. Free the result with kks_explanation_free.
 */
kks_status kks_explain(const kks_keyring *keyring,
                       const char *text,
                       size_t text_length,
                       const kks_request *request,
                       kks_explanation **explanation,
                       kks_error **error);

/**
 * Gets a text field of an explanation: KKS_FIELD_STATUS, _API_ERROR, _REASON,
 * and _ANSWER_CODE, _ANSWER_STATUS, _ANSWER_MESSAGE, _ANSWER_MEANING,
 * _ANSWER_CHECK for one of Kaltura's error answers.
 */
kks_status kks_explanation_text(const kks_explanation *explanation,
                                int32_t field,
                                char *buffer,
                                size_t capacity,
                                size_t *length);

/**
 * Gets a number field of an explanation: KKS_FIELD_STATUS, _IS_ACCEPTED. The
 * status has no value if the server itself fails.
 */
kks_status kks_explanation_number(const kks_explanation *explanation,
                                  int32_t field,
                                  int64_t *number);

/**
 * Gets a list of an explanation: KKS_LIST_ADVICE or KKS_LIST_GRANT_REASONS.
 * Free it with kks_list_free.
 */
kks_status kks_explanation_list(const kks_explanation *explanation, int32_t which, kks_list **list);

/**
 * Sets *granted to 1 if Kaltura would accept the KS and grant the privilege
 * request->can[index], and to 0 otherwise.
 */
kks_status kks_explanation_granted(const kks_explanation *explanation,
                                   size_t index,
                                   int32_t *granted);

/**
 * Gets the decoded KS. It stays valid after the explanation is freed. Free it
 * with kks_decoded_free.
 *
 * Errors: KKS_NO_VALUE if no secret of the keyring signed the KS.
 */
kks_status kks_explanation_decoded(const kks_explanation *explanation, kks_decoded **decoded);

/** Frees an explanation. Accepts NULL. */
kks_status kks_explanation_free(kks_explanation *explanation);

/* ---- Read a KS without a secret ---- */

/**
 * Reads a KS without a secret. Nothing in the result is verified: anyone can
 * write such a text. Free the result with kks_unverified_free.
 */
kks_status kks_inspect(const char *ks,
                       size_t ks_length,
                       kks_unverified **unverified,
                       kks_error **error);

/**
 * Gets a text field of an inspected KS: KKS_FIELD_PARTNER_ID (the same as
 * KKS_RAW_PARTNER_ID), and the claims of a v1 KS: KKS_RAW_VALID_UNTIL, _TYPE,
 * _RAND, _USER, _PRIVILEGES, _MASTER_PARTNER_ID, _ADDITIONAL_DATA.
 */
kks_status kks_unverified_text(const kks_unverified *unverified,
                               int32_t field,
                               char *buffer,
                               size_t capacity,
                               size_t *length);

/**
 * Gets a number field of an inspected KS: KKS_FIELD_VERSION, _PARTNER_ID,
 * _ENCRYPTED_BYTES, _IS_TRUNCATED.
 */
kks_status kks_unverified_number(const kks_unverified *unverified, int32_t field, int64_t *number);

/** Frees an inspected KS. Accepts NULL. */
kks_status kks_unverified_free(kks_unverified *unverified);

/* ---- Find a KS in other text ---- */

/**
 * Finds the first KS in a URL, a JSON body, a log line or any other text, and
 * writes it to the buffer with URL and JSON escapes removed.
 *
 * found_offset and found_length receive the position and the length of the KS in
 * the text in bytes, escapes included. Both may be NULL. To find the next KS,
 * search the rest of the text. The text may contain bytes that are not UTF-8.
 *
 * Errors: KKS_NO_VALUE if the text contains no KS.
 */
kks_status kks_find(const char *text,
                    size_t text_length,
                    char *buffer,
                    size_t capacity,
                    size_t *length,
                    size_t *found_offset,
                    size_t *found_length);

/* ---- Get advice on a session ---- */

/**
 * Returns advice on a session before it is signed: what the server will ignore,
 * misread or grant too widely. Each entry of the list is a stable code and a
 * message. Free the list with kks_list_free.
 */
kks_status kks_lint(const kks_session *session, kks_list **advice, kks_error **error);

/* ---- Hash an app token ---- */

/**
 * Computes the tokenHash argument of appToken.startSession, in lower-case hex
 * of at most 128 digits. ks is the KS that the API call itself carries, exactly
 * as it is sent. hash_type is "SHA1" (also for NULL), "MD5", "SHA256" or
 * "SHA512".
 */
kks_status kks_app_token_hash(const char *ks,
                              size_t ks_length,
                              const char *token,
                              size_t token_length,
                              const char *hash_type,
                              size_t hash_type_length,
                              char *buffer,
                              size_t capacity,
                              size_t *length,
                              kks_error **error);

/* ---- Lists ---- */

/** Returns the number of entries of a list. Returns 0 for NULL. */
size_t kks_list_count(const kks_list *list);

/**
 * Gets the entry at an index, counted from 0. Sets *value to NULL if the entry
 * has no value. Both texts end in NUL and live as long as the list. A text can
 * contain a NUL; then only its length shows where it ends. Every output may be NULL.
 *
 * Errors: KKS_INVALID_ARGUMENT for an index that is out of range.
 */
kks_status kks_list_get(const kks_list *list,
                        size_t index,
                        const char **name,
                        size_t *name_length,
                        const char **value,
                        size_t *value_length);

/** Frees a list. Accepts NULL. */
kks_status kks_list_free(kks_list *list);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* KALTURA_KS_H */
