/*
 * libks: make, sign, read and check Kaltura Sessions (KS) without a network.
 *
 *     kks_signer *signer;
 *     kks_session session;
 *     kks_error *error = NULL;
 *     char ks[512];
 *
 *     if (kks_signer_new(1234567, secret, KKS_NUL_TERMINATED, &signer, &error) != KKS_OK)
 *         ...; // kks_error_message(error) says what to do
 *     kks_session_init(&session, sizeof session);
 *     session.user_id = "user@example.com";
 *     session.expiry = 3600;
 *     session.privileges = "sview:0_abc123";
 *     if (kks_signer_generate(signer, &session, ks, sizeof ks, NULL, &error) == KKS_OK)
 *         puts(ks);
 *     kks_signer_free(signer);
 *
 * This page holds for every function below.
 *
 * Errors. A function that can fail returns a status: KKS_OK (0), or a number
 * that is explained below and is never used for anything else. Below 100 it is
 * about the call: an argument that it does not take, a buffer that is too small,
 * a value that is not there, a defect. From 100 an input cannot be used, from
 * 200 the text is no KS, from 300 the KS was read and the answer is no.
 * kks_status_message has a sentence for each. Where the last argument is a
 * kks_error **, a failure writes an error object there, with the particulars in
 * words; give NULL if the status is enough. Nothing is written there on success,
 * so set the pointer to NULL first, and free what is there with kks_error_free.
 * There is no "last error" anywhere else. No error holds a secret.
 *
 * Order. The handle comes first, then the inputs, then the outputs, then the
 * error. Outputs are written only on success, but for *length (see Buffers) and
 * the error.
 *
 * Text in. Every text is a pointer and a length, and a text that ends in NUL may
 * have the length KKS_NUL_TERMINATED. A NULL pointer is a text that is not given;
 * a pointer with length 0 is an empty text, which is something else. Text is
 * UTF-8. What is given is only read during the call; nothing keeps a pointer.
 *
 * Buffers. Text out goes into a buffer of the caller's: its address, its capacity
 * in bytes, and a place for the length (or NULL). The text ends in NUL, which the
 * length does not count, so capacity must be greater than the length. When the
 * buffer is too small the call returns KKS_BUFFER_TOO_SMALL and *length says what
 * the text would need; a NULL buffer of capacity 0 asks just that. The buffer may
 * overlap the inputs.
 *
 * Structs. kks_session, kks_request and kks_expected begin with their size, so
 * that later versions can add fields, and with a mark. Prepare each with its
 * _init function, which sets both, and set what you need; numbers that are left
 * at KKS_UNSET are not given. A struct that was not prepared, such as one of
 * zeros, is refused with KKS_INVALID_STRUCT, not guessed at.
 *
 * Handles. What a function writes to a T ** is yours: free it once with the
 * _free function of its type. NULL is fine to free. A freed handle, or one of
 * another type, gets KKS_INVALID_HANDLE where that can still be told; do not
 * count on it. Secrets are wiped when their handle is freed.
 *
 * Threads. Every function may be called from any thread. Handles are not changed
 * by being used, so threads may share them without a lock; free a handle when no
 * other thread uses it any more.
 *
 * Fork. The library may be used on both sides of a fork: a child never repeats
 * the random blocks of its parent.
 *
 * Clock. Times are in Unix seconds. `now` is the system's clock when left at
 * KKS_UNSET.
 *
 * A defect of the library never ends the program by a panic: the call returns
 * KKS_INTERNAL_ERROR.
 *
 * Linking. `cargo xtask install --prefix DIR` puts libks.so and libks.a below DIR.
 * pkg-config finds them as kaltura-ks (PKG_CONFIG_PATH=DIR/lib/pkgconfig), CMake
 * as kaltura-ks::shared and kaltura-ks::static (CMAKE_PREFIX_PATH=DIR).
 *
 *     cc p.c $(pkg-config --cflags --libs kaltura-ks)                   libks.so
 *     cc p.c -IDIR/include DIR/lib/libks.a -lpthread -ldl -lm            libks.a
 *     cc -static p.c $(pkg-config --static --cflags --libs kaltura-ks)   all static
 *
 * Where the loader does not look into DIR/lib by itself, a program with libks.so
 * needs -Wl,-rpath,DIR/lib when it is linked, or LD_LIBRARY_PATH when it runs.
 */

#ifndef KALTURA_KS_H
#define KALTURA_KS_H

#include <stddef.h>
#include <stdint.h>

/** The version of this header. kks_version has that of the library. */
#define KKS_VERSION "0.1.0"
/** The length of a text that ends in NUL. */
#define KKS_NUL_TERMINATED SIZE_MAX
/**
 * The number of the ABI, in ks.h and in the name libks.so.0. It changes when
 * programs must be compiled anew.
 */
#define KKS_ABI_VERSION 0

/* ---- Statuses of the call itself ---- */

/** It worked. */
#define KKS_OK 0
/** A pointer that must be given is NULL. */
#define KKS_NULL_ARGUMENT 1
/** A handle was freed, or is none of the type that the call takes. */
#define KKS_INVALID_HANDLE 2
/**
 * An argument is none that the call takes: there is no such number, field or
 * index, a length cannot be, a pointer is not aligned, a text is not UTF-8, or
 * two are given of which one may be.
 */
#define KKS_INVALID_ARGUMENT 3
/** A struct was not prepared by its _init function, or asks for what this library is too old for. */
#define KKS_INVALID_STRUCT 4
/** The buffer is too small; *length says what is needed, without the NUL. */
#define KKS_BUFFER_TOO_SMALL 5
/** There is no such value; a KS does not have every field. */
#define KKS_NO_VALUE 6
/** The server reads an array in this field, and no text. */
#define KKS_ARRAY_VALUE 7
/** A defect of the library. Please report it. */
#define KKS_INTERNAL_ERROR 8
/** An error without a number of its own; kks_error_code tells which. */
#define KKS_OTHER_ERROR 9

/* ---- Statuses: an input cannot be used ---- */

/** The secret cannot sign a KS that the server accepts. */
#define KKS_INVALID_SECRET 100
/** The partner id is no whole number of 32 bits. */
#define KKS_INVALID_PARTNER_ID 101
/** The master partner id is no whole number of 32 bits. */
#define KKS_INVALID_MASTER_PARTNER_ID 102
/** The user id cannot be written, or is missing. */
#define KKS_INVALID_USER_ID 103
/** The type is neither USER (0) nor ADMIN (2). */
#define KKS_INVALID_TYPE 104
/** The expiry is not later than the clock, or given twice. */
#define KKS_INVALID_EXPIRY 105
/** A privilege cannot be written so that the server reads it back. */
#define KKS_INVALID_PRIVILEGE 106
/** A privilege that takes one value is given twice. */
#define KKS_REPEATED_PRIVILEGE 107
/** More privileges than a KS may carry. */
#define KKS_TOO_MANY_PRIVILEGES 108
/** The additional data cannot be written. */
#define KKS_INVALID_ADDITIONAL_DATA 109
/** The nonce is not 16 bytes in hex, or cannot be written in a v1 KS. */
#define KKS_INVALID_NONCE 110
/** There is no such KS version; there are 2 and 1. */
#define KKS_INVALID_VERSION 111
/** There is no such app token hash. */
#define KKS_INVALID_HASH_TYPE 112
/** The remote address is no IP address. */
#define KKS_INVALID_REMOTE_ADDR 113
/** The operating system gave no random bytes. */
#define KKS_RANDOM_UNAVAILABLE 114
/** The KS is restricted to addresses, and none was given. */
#define KKS_MISSING_REMOTE_ADDR 115
/** The KS is restricted to request URIs, and none was given. */
#define KKS_MISSING_REQUEST_URI 116
/** The app token cannot be one. */
#define KKS_INVALID_APP_TOKEN 117

/* ---- Statuses: the text is no KS ---- */

/** No KS was given. */
#define KKS_EMPTY_KS 200
/** The text is not base64, so it is no KS, or was cut or changed. */
#define KKS_NOT_BASE64 201
/** The KS has blanks where a plus sign was: a URL decoder changed it. */
#define KKS_BLANK_FOR_PLUS 202
/** The text is base64, but no KS. */
#define KKS_NOT_A_KS 203

/* ---- Statuses: the KS was read, and the answer is no ---- */

/** None of the secrets signed this KS, or it was changed. */
#define KKS_BAD_SIGNATURE 300
/** A privilege is written as an array, at which the server fails. */
#define KKS_ARRAY_PRIVILEGE 301
/** The KS is signed, but not written as it should be. */
#define KKS_NOT_CANONICAL 302
/** The KS is another partner's. */
#define KKS_WRONG_PARTNER 303
/** The KS has expired. */
#define KKS_EXPIRED 304
/** The KS is restricted to other addresses. */
#define KKS_RESTRICTED_IP 305
/** The KS is restricted to other request URIs. */
#define KKS_RESTRICTED_URI 306
/** The KS allows no action. */
#define KKS_INVALID_ACTIONS_LIMIT 307
/** A required privilege is not granted. */
#define KKS_NOT_GRANTED 308
/** The session was ended. */
#define KKS_REVOKED 309

/* ---- Inputs ---- */

/** A number that is not given. The _init functions set every number to it. */
#define KKS_UNSET INT64_MIN
/** The type USER: for end users. */
#define KKS_USER 0
/** The type ADMIN: may do everything in the account. Must not reach an end user. */
#define KKS_ADMIN 2

/* ---- Fields of what was read ---- */

/** The format, 1 or 2: number. */
#define KKS_FIELD_VERSION 1
/** The partner: number, where it is a plain one; text, as the KS spells it. */
#define KKS_FIELD_PARTNER_ID 2
/** KKS_USER or KKS_ADMIN: number. */
#define KKS_FIELD_TYPE 3
/** The end in Unix seconds: number. */
#define KKS_FIELD_EXPIRES_AT 4
/** The user: text. No value in an anonymous session. */
#define KKS_FIELD_USER_ID 5
/** The privileges in Kaltura's notation: text. */
#define KKS_FIELD_PRIVILEGES 6
/** The partner that acts for this one: number. */
#define KKS_FIELD_MASTER_PARTNER_ID 7
/** Free text: text. */
#define KKS_FIELD_ADDITIONAL_DATA 8
/** What identifies the session, however its KS is spelled, 40 hex digits: text. */
#define KKS_FIELD_SESSION_HASH 9
/** What identifies its sessionid group: text. */
#define KKS_FIELD_SESSION_ID_HASH 10
/** Which secret of the keyring signed it, counted from 0: number. */
#define KKS_FIELD_SECRET_INDEX 11
/** 1 if kks_verify could take it, 0 if it is written oddly: number. */
#define KKS_FIELD_IS_CANONICAL 12
/** 1 if the server takes it for an admin's: number. */
#define KKS_FIELD_IS_ADMIN 13
/** 1 if the server takes it for a widget's: number. */
#define KKS_FIELD_IS_WIDGET 14
/** 1 if it has no user, or the user 0 (widget sessions): number. */
#define KKS_FIELD_IS_ANONYMOUS 15
/** What the signature covers: text. */
#define KKS_FIELD_SIGNED_TEXT 16
/** v2: how many bytes are encrypted: number. */
#define KKS_FIELD_ENCRYPTED_BYTES 17
/** 1 if a v2 KS was certainly cut: number. */
#define KKS_FIELD_IS_TRUNCATED 18
/** The server's status: number (1 is OK), and text ("OK"). */
#define KKS_FIELD_STATUS 19
/**
 * The API error that a client would see, such as "INVALID_KS": text. No value
 * when the KS is accepted.
 */
#define KKS_FIELD_API_ERROR 20
/** Why, in a sentence: text. */
#define KKS_FIELD_REASON 21

/* ---- Fields as the server holds them ---- */

/** The partner, as the server holds it: text, as all of KKS_RAW_... */
#define KKS_RAW_PARTNER_ID 101
/** v1: part 1, which nobody reads. */
#define KKS_RAW_PARTNER_PATTERN 102
/** The expiry. */
#define KKS_RAW_VALID_UNTIL 103
/** The type. */
#define KKS_RAW_TYPE 104
/** v1: the rand part. v2: the random block in hex. */
#define KKS_RAW_RAND 105
/** The user. */
#define KKS_RAW_USER 106
/** The privileges. */
#define KKS_RAW_PRIVILEGES 107
/** The master partner. */
#define KKS_RAW_MASTER_PARTNER_ID 108
/** The additional data. */
#define KKS_RAW_ADDITIONAL_DATA 109

/* ---- Lists of what was read ---- */

/** The privileges: name with value text, in which '/' separates values. */
#define KKS_LIST_PRIVILEGES 1
/** The privileges with each of their values: the name once for each of them. */
#define KKS_LIST_VALUES 2
/** Each way in which the KS is not written as it should be: code with sentence. */
#define KKS_LIST_WARNINGS 3
/** KKS_LIST_VALUES as the server parses them, which tears URIs apart at every '/'. */
#define KKS_LIST_SERVER_VALUES 4

/* ---- Types ---- */

/**
 * A KS whose signature was checked, as the server sees it. It may be expired,
 * restricted or odd: it is for people. Do not let anybody in by it.
 */
typedef struct kks_decoded kks_decoded;

/**
 * Why a call failed, with the particulars. A call that fails writes one where
 * its last argument points to; free it with kks_error_free.
 */
typedef struct kks_error kks_error;

/** What Kaltura would answer to a KS, and why. */
typedef struct kks_explanation kks_explanation;

/**
 * The admin secrets of one partner, in the order in which they are tried: more
 * than one for the time of a rotation. Threads may share it without a lock.
 */
typedef struct kks_keyring kks_keyring;

/** Names with values, in order: privileges, warnings or advice. */
typedef struct kks_list kks_list;

/**
 * Makes KSs for one partner with one secret, from which everything is derived
 * once. Threads may share it without a lock.
 */
typedef struct kks_signer kks_signer;

/** What a KS shows without a secret. Nothing of it is verified. */
typedef struct kks_unverified kks_unverified;

/** A KS that kks_verify accepted. */
typedef struct kks_verified kks_verified;

/** What every call that can fail returns: KKS_OK or one of the numbers above. */
typedef int32_t kks_status;

/** A privilege: a name, perhaps with a value. */
typedef struct kks_privilege {
  /** The name, such as "sview". */
  const char *name;
  /** Its length, or KKS_NUL_TERMINATED. */
  size_t name_length;
  /** The value, such as "0_abc123", or NULL for none. */
  const char *value;
  /** Its length, or KKS_NUL_TERMINATED. */
  size_t value_length;
} kks_privilege;

/**
 * What a KS is to say. kks_session_init prepares it, with every length at
 * KKS_NUL_TERMINATED; only the user must then be set.
 */
typedef struct kks_session {
  /** sizeof(kks_session). kks_session_init sets it. */
  size_t size;
  /** That the struct was prepared. kks_session_init sets it. */
  uint64_t mark;
  /** The user. NULL only together with anonymous. */
  const char *user_id;
  /** Its length, or KKS_NUL_TERMINATED. */
  size_t user_id_length;
  /**
   * The privileges as Kaltura's text: "sview:0_abc123,privacycontext:portal".
   * Or NULL.
   */
  const char *privileges;
  /** Its length, or KKS_NUL_TERMINATED. */
  size_t privileges_length;
  /**
   * The privileges one by one, instead of the text. A value cannot smuggle
   * in another privilege here, so use it for values that come from outside.
   */
  const kks_privilege *privilege_list;
  /** How many there are. */
  size_t privilege_count;
  /** Free text that the server carries along. Or NULL. */
  const char *additional_data;
  /** Its length, or KKS_NUL_TERMINATED. */
  size_t additional_data_length;
  /**
   * For tests and reproducible KSs: 32 hex digits (v2), any text (v1). NULL,
   * as it should be, for a random one.
   */
  const char *nonce;
  /** Its length, or KKS_NUL_TERMINATED. */
  size_t nonce_length;
  /** KKS_USER (when unset) or KKS_ADMIN. */
  int64_t type;
  /** Seconds from now until it ends. A day (86400) when unset. */
  int64_t expiry;
  /** Unix seconds when it ends, instead of expiry. */
  int64_t expires_at;
  /** The partner that acts for this one. Rarely needed. */
  int64_t master_partner_id;
  /** 2 (when unset) or 1. */
  int64_t version;
  /** The clock in Unix seconds. The system's when unset. */
  int64_t now;
  /** 1: a session without a user, for whoever holds it. 0 (when unset): not. */
  int64_t anonymous;
} kks_session;

/** A request as Kaltura's server would see it. kks_request_init prepares it. */
typedef struct kks_request {
  /** sizeof(kks_request). kks_request_init sets it. */
  size_t size;
  /** That the struct was prepared. kks_request_init sets it. */
  uint64_t mark;
  /** The client's address, for iprestrict. Or NULL. */
  const char *remote_addr;
  /** Its length, or KKS_NUL_TERMINATED. */
  size_t remote_addr_length;
  /** Path and query, for urirestrict. Or NULL. */
  const char *request_uri;
  /** Its length, or KKS_NUL_TERMINATED. */
  size_t request_uri_length;
  /** Privileges to ask about. */
  const kks_privilege *can;
  /** How many there are. */
  size_t can_count;
  /** The clock in Unix seconds. The system's when unset. */
  int64_t now;
} kks_request;

/**
 * Asked last by kks_verify: was this session, or its group, ended? Both hashes
 * end in NUL; session_id_hash is NULL where the session is in no group. Answer
 * 0 for no. It must return: no longjmp and no C++ exception may leave it.
 */
typedef int32_t (*kks_revoked)(const char *session_hash, const char *session_id_hash, void *context);

/**
 * What a service expects of a KS. kks_expected_init prepares it; only the
 * partner must then be set.
 */
typedef struct kks_expected {
  /** sizeof(kks_expected). kks_expected_init sets it. */
  size_t size;
  /** That the struct was prepared. kks_expected_init sets it. */
  uint64_t mark;
  /** The partner whose KS it must be. */
  int64_t partner_id;
  /** The clock in Unix seconds. The system's when unset. */
  int64_t now;
  /** The client's address. A KS with iprestrict is refused without it. */
  const char *remote_addr;
  /** Its length, or KKS_NUL_TERMINATED. */
  size_t remote_addr_length;
  /** Path and query. A KS with urirestrict is refused without it. */
  const char *request_uri;
  /** Its length, or KKS_NUL_TERMINATED. */
  size_t request_uri_length;
  /** Privileges that the KS must carry. */
  const kks_privilege *required;
  /** How many there are. */
  size_t required_count;
  /** Asked last. Or NULL. */
  kks_revoked revoked;
  /** Handed to revoked as it is. */
  void *revoked_context;
} kks_expected;

/** One result of kks_signer_generate_many. */
typedef struct kks_made {
  /** Where the KS begins in the buffer. SIZE_MAX where it was not made. */
  size_t offset;
  /** How long it is, without its NUL. 0 where it was not made. */
  size_t length;
  /** KKS_OK, or why it was not made. */
  kks_status status;
  /** Nothing yet. */
  int32_t reserved;
} kks_made;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/* ---- The library ---- */

/** The version of the library that is running; KKS_VERSION is that of ks.h. */
const char *kks_version(void);

/**
 * The ABI number of the library that is running. A program that loads it by
 * hand compares this with KKS_ABI_VERSION.
 */
uint32_t kks_abi_version(void);

/* ---- Errors ---- */

/**
 * The stable code of a status, such as "bad_signature": the same string in
 * every language. "unknown_status" for any other number. Never NULL, never
 * freed.
 */
const char *kks_status_code(int32_t status);

/**
 * What a status means, in a sentence without particulars; kks_error_message
 * has them. Never NULL, never freed.
 */
const char *kks_status_message(int32_t status);

/** The status of an error, which the failed call returned too. KKS_OK for NULL. */
kks_status kks_error_status(const kks_error *error);

/**
 * The stable code of an error, such as "invalid_privilege". Lives as long as
 * the error. "ok" for NULL.
 */
const char *kks_error_code(const kks_error *error);

/**
 * What went wrong and what to do, in a sentence that may change. It never
 * holds a secret. Lives as long as the error.
 */
const char *kks_error_message(const kks_error *error);

/** Frees an error. NULL is fine. */
kks_status kks_error_free(kks_error *error);

/* ---- What a KS is to say, and what is expected of one ---- */

/** Prepares a kks_session: nothing is given yet. size is sizeof(kks_session). */
kks_status kks_session_init(kks_session *session, size_t size);

/** Prepares a kks_request: nothing is given yet. size is sizeof(kks_request). */
kks_status kks_request_init(kks_request *request, size_t size);

/** Prepares a kks_expected: nothing is given yet. size is sizeof(kks_expected). */
kks_status kks_expected_init(kks_expected *expected, size_t size);

/* ---- Making KSs ---- */

/**
 * Makes a signer with the partner's admin secret: Kaltura accepts no KS that
 * is signed with the user secret. Free it with kks_signer_free.
 *
 * partner_id is wider than a partner id, so that a number that is none is
 * refused and not cut to another partner's.
 */
kks_status kks_signer_new(int64_t partner_id,
                          const char *secret,
                          size_t secret_length,
                          kks_signer **signer,
                          kks_error **error);

/** The partner that a signer signs for. */
kks_status kks_signer_partner_id(const kks_signer *signer, int32_t *partner_id);

/** Makes a KS. About 300 bytes are enough for a usual one. */
kks_status kks_signer_generate(const kks_signer *signer,
                               const kks_session *session,
                               char *buffer,
                               size_t capacity,
                               size_t *length,
                               kks_error **error);

/**
 * Makes many KSs, one for each of count sessions that stand side by side, into
 * one buffer: each ends in NUL, and results[i] tells where the KS of
 * sessions[i] is, or why there is none. *length is the size of all, with their
 * NULs; so much must the buffer hold.
 *
 * A session that cannot be made does not fail the call: look at each status,
 * and to hear more of one, give it to kks_signer_generate.
 *
 * Errors: KKS_BUFFER_TOO_SMALL, with nothing written but *length, which for
 * the same sessions is enough the next time.
 */
kks_status kks_signer_generate_many(const kks_signer *signer,
                                    const kks_session *sessions,
                                    size_t count,
                                    char *buffer,
                                    size_t capacity,
                                    kks_made *results,
                                    size_t *length,
                                    kks_error **error);

/** Frees a signer and wipes its secret. NULL is fine. */
kks_status kks_signer_free(kks_signer *signer);

/**
 * Makes one KS without a signer to keep. A program that makes many is several
 * times faster with a signer.
 */
kks_status kks_generate(int64_t partner_id,
                        const char *secret,
                        size_t secret_length,
                        const kks_session *session,
                        char *buffer,
                        size_t capacity,
                        size_t *length,
                        kks_error **error);

/**
 * Advice on a session before it is signed: what the server will ignore,
 * misread or grant too widely. Each entry of the list is a stable code with a
 * sentence. Free it with kks_list_free.
 */
kks_status kks_lint(const kks_session *session, kks_list **advice, kks_error **error);

/**
 * Signs a KS of the signer's own secret anew: the same version and content,
 * with the expiry (or expires_at), now and nonce of the session, whose other
 * fields are not read. The old KS may be expired.
 */
kks_status kks_signer_renew(const kks_signer *signer,
                            const char *ks,
                            size_t ks_length,
                            const kks_session *session,
                            char *buffer,
                            size_t capacity,
                            size_t *length,
                            kks_error **error);

/**
 * kks_signer_renew for a KS of any secret of a keyring, whose first secret
 * signs: for the time of a rotation.
 */
kks_status kks_renew(const kks_keyring *keyring,
                     const char *ks,
                     size_t ks_length,
                     const kks_session *session,
                     char *buffer,
                     size_t capacity,
                     size_t *length,
                     kks_error **error);

/**
 * The tokenHash that appToken.startSession wants, in lower-case hex (at most
 * 128 digits). ks is the KS that the call itself carries, exactly as it is
 * sent. hash_type is "SHA1" (or NULL), "MD5", "SHA256" or "SHA512".
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

/** Reads a partner id that is text: a plain whole number of 32 bits. */
kks_status kks_parse_partner_id(const char *text,
                                size_t text_length,
                                int32_t *partner_id,
                                kks_error **error);

/**
 * The end, in Unix seconds, that Kaltura's own generator gives a session that
 * lives for lifetime seconds: privileges that name downloadasset are rounded
 * up to 5 minutes, so that equal requests share a KS.
 *
 * Errors: KKS_NO_VALUE where the server has no such number.
 */
kks_status kks_rounded_end(int64_t lifetime,
                           const char *privileges,
                           size_t privileges_length,
                           int64_t now,
                           int64_t *end);

/**
 * Reads a privilege text by the rules of v1 and of app tokens: each entry of
 * the list is a name with one of its values, or without a value. Nothing is
 * trimmed or checked.
 */
kks_status kks_parse_v1_privileges(const char *privileges,
                                   size_t privileges_length,
                                   kks_list **parsed,
                                   kks_error **error);

/**
 * The privilege text that the server rebuilds from what
 * kks_parse_v1_privileges reads.
 */
kks_status kks_rebuild_v1_privileges(const char *privileges,
                                     size_t privileges_length,
                                     char *buffer,
                                     size_t capacity,
                                     size_t *length,
                                     kks_error **error);

/* ---- Keyrings ---- */

/** Makes a keyring of one admin secret. Free it with kks_keyring_free. */
kks_status kks_keyring_new(const char *secret,
                           size_t secret_length,
                           kks_keyring **keyring,
                           kks_error **error);

/**
 * Makes a keyring of several secrets, the current one first. lengths may be
 * NULL when every secret ends in NUL.
 */
kks_status kks_keyring_rotating(const char *const *secrets,
                                const size_t *lengths,
                                size_t count,
                                kks_keyring **keyring,
                                kks_error **error);

/**
 * Makes a keyring of any secrets at all, empty ones too, to look into a KS
 * that a careless generator made. kks_verify refuses to use it.
 */
kks_status kks_keyring_unchecked(const char *const *secrets,
                                 const size_t *lengths,
                                 size_t count,
                                 kks_keyring **keyring,
                                 kks_error **error);

/** Frees a keyring and wipes its secrets. NULL is fine. */
kks_status kks_keyring_free(kks_keyring *keyring);

/* ---- Reading a KS as the server does ---- */

/**
 * Checks the signature of a KS and reads it as the server does. It takes what
 * the server takes, expired or odd as it may be: a service that lets people in
 * by a KS uses kks_verify. Free it with kks_decoded_free.
 */
kks_status kks_decode(const kks_keyring *keyring,
                      const char *ks,
                      size_t ks_length,
                      kks_decoded **decoded,
                      kks_error **error);

/** kks_decode for a server whose PHP reads so many fields (max_input_vars). */
kks_status kks_decode_with_limit(const kks_keyring *keyring,
                                 const char *ks,
                                 size_t ks_length,
                                 size_t max_fields,
                                 kks_decoded **decoded,
                                 kks_error **error);

/**
 * A text field of a decoded KS: KKS_FIELD_PARTNER_ID (as the KS spells it),
 * _USER_ID, _PRIVILEGES, _ADDITIONAL_DATA, _SESSION_HASH, _SESSION_ID_HASH,
 * _SIGNED_TEXT, or any of KKS_RAW_...
 */
kks_status kks_decoded_text(const kks_decoded *decoded,
                            int32_t field,
                            char *buffer,
                            size_t capacity,
                            size_t *length);

/**
 * A number field of a decoded KS: KKS_FIELD_VERSION, _PARTNER_ID, _TYPE,
 * _EXPIRES_AT, _MASTER_PARTNER_ID, _SECRET_INDEX, _IS_CANONICAL, _IS_ADMIN,
 * _IS_WIDGET, _IS_ANONYMOUS.
 */
kks_status kks_decoded_number(const kks_decoded *decoded, int32_t field, int64_t *number);

/** A list of a decoded KS: one of KKS_LIST_... Free it with kks_list_free. */
kks_status kks_decoded_list(const kks_decoded *decoded, int32_t which, kks_list **list);

/**
 * Advice on a KS that exists; now is the clock in Unix seconds, or KKS_UNSET.
 * See kks_lint.
 */
kks_status kks_decoded_lint(const kks_decoded *decoded, int64_t now, kks_list **advice);

/**
 * The server's own privilege test: *granted becomes 1 or 0. Loose as it is, it
 * explains what Kaltura does; kks_verify is for services. value may be NULL.
 */
kks_status kks_decoded_grants(const kks_decoded *decoded,
                              const char *name,
                              size_t name_length,
                              const char *value,
                              size_t value_length,
                              int32_t *granted);

/** Frees a decoded KS. NULL is fine. */
kks_status kks_decoded_free(kks_decoded *decoded);

/* ---- Accepting a KS in a service ---- */

/**
 * Accepts a KS, or says why not: for services that are handed KSs. Strict
 * where the server is loose. Free the result with kks_verified_free.
 *
 * That does not make it somebody's: a widget session, which anybody can get,
 * is such a KS too. Ask for KKS_FIELD_IS_ANONYMOUS where a user is needed.
 *
 * A session with actionslimit is counted by the caller, by its
 * KKS_FIELD_SESSION_HASH and never by the text of the KS.
 */
kks_status kks_verify(const kks_keyring *keyring,
                      const char *ks,
                      size_t ks_length,
                      const kks_expected *expected,
                      kks_verified **verified,
                      kks_error **error);

/**
 * A text field of a verified KS: KKS_FIELD_PARTNER_ID, _USER_ID, _PRIVILEGES,
 * _ADDITIONAL_DATA, _SESSION_HASH, _SESSION_ID_HASH.
 *
 * KKS_NO_VALUE leaves the buffer as it was: without a look at the status, what
 * was in it before is taken for the user.
 */
kks_status kks_verified_text(const kks_verified *verified,
                             int32_t field,
                             char *buffer,
                             size_t capacity,
                             size_t *length);

/**
 * A number field of a verified KS: KKS_FIELD_VERSION, _PARTNER_ID, _TYPE,
 * _EXPIRES_AT, _MASTER_PARTNER_ID, _SECRET_INDEX, _IS_ADMIN, _IS_ANONYMOUS.
 */
kks_status kks_verified_number(const kks_verified *verified, int32_t field, int64_t *number);

/**
 * A list of a verified KS: KKS_LIST_PRIVILEGES or KKS_LIST_VALUES. Free it
 * with kks_list_free.
 */
kks_status kks_verified_list(const kks_verified *verified, int32_t which, kks_list **list);

/** Frees a verified KS. NULL is fine. */
kks_status kks_verified_free(kks_verified *verified);

/* ---- What Kaltura would answer, and why ---- */

/**
 * Says what Kaltura would answer to a KS in this request, why, and whether it
 * grants the privileges of request->can. The keyring stands for the partner
 * that the KS names. Whether a session was ended only the server knows.
 *
 * A KS that Kaltura refuses is no error here: it is the answer. Free it with
 * kks_explanation_free.
 */
kks_status kks_explain(const kks_keyring *keyring,
                       const char *ks,
                       size_t ks_length,
                       const kks_request *request,
                       kks_explanation **explanation,
                       kks_error **error);

/** A text field of an explanation: KKS_FIELD_STATUS, _API_ERROR, _REASON. */
kks_status kks_explanation_text(const kks_explanation *explanation,
                                int32_t field,
                                char *buffer,
                                size_t capacity,
                                size_t *length);

/**
 * A number field of an explanation: KKS_FIELD_STATUS. No value where the server
 * itself fails.
 */
kks_status kks_explanation_number(const kks_explanation *explanation,
                                  int32_t field,
                                  int64_t *number);

/**
 * Whether the privilege request->can[index] is granted: *granted becomes 1 or
 * 0. None is by a KS that is not accepted.
 */
kks_status kks_explanation_granted(const kks_explanation *explanation,
                                   size_t index,
                                   int32_t *granted);

/**
 * The KS itself, if one of the secrets signed it. Free it with
 * kks_decoded_free; it does not need the explanation any more.
 *
 * Errors: KKS_NO_VALUE where none of them did.
 */
kks_status kks_explanation_decoded(const kks_explanation *explanation, kks_decoded **decoded);

/** Frees an explanation. NULL is fine. */
kks_status kks_explanation_free(kks_explanation *explanation);

/* ---- Looking at a KS without a secret ---- */

/**
 * Looks at a KS without a secret. Anybody can write what it finds. Free it with
 * kks_unverified_free.
 */
kks_status kks_inspect(const char *ks,
                       size_t ks_length,
                       kks_unverified **unverified,
                       kks_error **error);

/**
 * A text field of a KS that was looked at: KKS_FIELD_PARTNER_ID (or
 * KKS_RAW_PARTNER_ID, which is the same), and in v1 what it claims:
 * KKS_RAW_VALID_UNTIL, _TYPE, _RAND, _USER, _PRIVILEGES, _MASTER_PARTNER_ID,
 * _ADDITIONAL_DATA.
 */
kks_status kks_unverified_text(const kks_unverified *unverified,
                               int32_t field,
                               char *buffer,
                               size_t capacity,
                               size_t *length);

/**
 * A number field of a KS that was looked at: KKS_FIELD_VERSION, _PARTNER_ID,
 * _ENCRYPTED_BYTES, _IS_TRUNCATED.
 */
kks_status kks_unverified_number(const kks_unverified *unverified, int32_t field, int64_t *number);

/** Frees a KS that was looked at. NULL is fine. */
kks_status kks_unverified_free(kks_unverified *unverified);

/* ---- Lists ---- */

/** How many entries a list has. 0 for NULL. */
size_t kks_list_count(const kks_list *list);

/**
 * The entry at index, counted from 0. *value becomes NULL where the entry has
 * none. Both texts live as long as the list and end in NUL; a text that has a
 * NUL inside is told by its length. Every output may be NULL.
 *
 * Errors: KKS_INVALID_ARGUMENT for an index that is not in the list.
 */
kks_status kks_list_get(const kks_list *list,
                        size_t index,
                        const char **name,
                        size_t *name_length,
                        const char **value,
                        size_t *value_length);

/** Frees a list. NULL is fine. */
kks_status kks_list_free(kks_list *list);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* KALTURA_KS_H */
