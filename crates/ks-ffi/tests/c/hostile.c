/*
 * Calls every function with NULL, impossible numbers and lengths, buffers that
 * are too small and handles of another type. Each call must return the right
 * status and write nothing. The tests run this program plain, under valgrind, and
 * with AddressSanitizer and UBSan.
 */
#include <stdint.h>

#include "check.h"

static char ks[512];
static size_t ks_length;
static kks_signer *signer;
static kks_keyring *keyring;
static kks_session session;
static kks_error *const untouched = (kks_error *)&ks; /* never dereferenced */

static void nulls(void)
{
	char buffer[512];
	kks_signer *s = NULL;
	kks_keyring *k = NULL;
	kks_decoded *d = NULL;
	kks_verified *v = NULL;
	kks_unverified *u = NULL;
	kks_explanation *x = NULL;
	kks_list *l = NULL;
	kks_error *error = NULL;
	kks_verify_options options;
	kks_request request;
	int64_t number;
	int32_t small;

	/* The functions that need no handle. */
	WANT(KKS_NULL_ARGUMENT, kks_session_init(NULL, sizeof(kks_session)));
	WANT(KKS_NULL_ARGUMENT, kks_request_init(NULL, sizeof(kks_request)));
	WANT(KKS_NULL_ARGUMENT, kks_verify_options_init(NULL, sizeof(kks_verify_options)));
	WANT(KKS_OK, kks_signer_free(NULL));
	WANT(KKS_OK, kks_keyring_free(NULL));
	WANT(KKS_OK, kks_decoded_free(NULL));
	WANT(KKS_OK, kks_verified_free(NULL));
	WANT(KKS_OK, kks_unverified_free(NULL));
	WANT(KKS_OK, kks_explanation_free(NULL));
	WANT(KKS_OK, kks_list_free(NULL));
	WANT(KKS_OK, kks_error_free(NULL));
	WANT(KKS_OK, kks_error_status(NULL));
	CHECK(strcmp(kks_error_code(NULL), "ok") == 0);
	CHECK(kks_error_message(NULL) != NULL);
	CHECK(kks_list_count(NULL) == 0);

	kks_verify_options_init(&options, sizeof options);
	kks_request_init(&request, sizeof request);

	WANT(KKS_NULL_ARGUMENT, kks_signer_new(1, NULL, Z, &s, &error));
	CHECK(error != NULL && strcmp(kks_error_code(error), "null_argument") == 0);
	kks_error_free(error);
	WANT(KKS_NULL_ARGUMENT, kks_signer_new(1, NULL, 5, &s, NULL));
	WANT(KKS_NULL_ARGUMENT, kks_signer_new(1, SECRET, Z, NULL, NULL));
	WANT(KKS_NULL_ARGUMENT, kks_signer_partner_id(NULL, &small));
	WANT(KKS_NULL_ARGUMENT, kks_signer_partner_id(signer, NULL));
	WANT(KKS_NULL_ARGUMENT, kks_signer_generate(NULL, &session, buffer, 512, NULL, NULL));
	WANT(KKS_NULL_ARGUMENT, kks_signer_generate(signer, NULL, buffer, 512, NULL, NULL));
	WANT(KKS_NULL_ARGUMENT, kks_signer_generate(signer, &session, NULL, 512, NULL, NULL));
	WANT(KKS_NULL_ARGUMENT, kks_generate(1, NULL, Z, &session, buffer, 512, NULL, NULL));
	WANT(KKS_NULL_ARGUMENT, kks_generate(1, SECRET, Z, NULL, buffer, 512, NULL, NULL));
	WANT(KKS_NULL_ARGUMENT, kks_generate(1, SECRET, Z, &session, NULL, 1, NULL, NULL));
	WANT(KKS_NULL_ARGUMENT, kks_lint(NULL, &l, NULL));
	WANT(KKS_NULL_ARGUMENT, kks_lint(&session, NULL, NULL));
	WANT(KKS_NULL_ARGUMENT,
	     kks_signer_renew(NULL, ks, Z, U, U, NOW, buffer, 512, NULL, NULL));
	WANT(KKS_NULL_ARGUMENT,
	     kks_signer_renew(signer, NULL, Z, U, U, NOW, buffer, 512, NULL, NULL));
	WANT(KKS_NULL_ARGUMENT, kks_signer_renew(signer, ks, Z, U, U, NOW, NULL, 512, NULL, NULL));
	WANT(KKS_NULL_ARGUMENT, kks_find(NULL, Z, buffer, 512, NULL, NULL, NULL));
	WANT(KKS_NULL_ARGUMENT, kks_find(ks, Z, NULL, 512, NULL, NULL, NULL));
	WANT(KKS_OK, kks_find(ks, Z, buffer, 512, NULL, NULL, NULL));
	WANT(KKS_NULL_ARGUMENT, kks_app_token_hash(NULL, Z, "t", Z, "MD5", Z, buffer, 512, NULL, NULL));
	WANT(KKS_NULL_ARGUMENT, kks_app_token_hash(ks, Z, NULL, Z, "MD5", Z, buffer, 512, NULL, NULL));
	WANT(KKS_NULL_ARGUMENT, kks_app_token_hash(ks, Z, "t", Z, "MD5", Z, NULL, 512, NULL, NULL));
	WANT(KKS_OK, kks_app_token_hash(ks, Z, "t", Z, NULL, Z, buffer, 512, NULL, NULL));
	WANT(KKS_NULL_ARGUMENT, kks_keyring_new(NULL, Z, &k, NULL));
	WANT(KKS_NULL_ARGUMENT, kks_keyring_new(SECRET, Z, NULL, NULL));
	WANT(KKS_NULL_ARGUMENT, kks_keyring_with_secrets(NULL, NULL, 1, &k, NULL));
	WANT(KKS_INVALID_SECRET, kks_keyring_with_secrets(NULL, NULL, 0, &k, NULL));
	WANT(KKS_NULL_ARGUMENT, kks_keyring_signer(NULL, 1, &s, NULL));
	WANT(KKS_NULL_ARGUMENT, kks_keyring_signer(keyring, 1, NULL, NULL));
	WANT(KKS_NULL_ARGUMENT, kks_decode(NULL, ks, Z, &d, NULL));
	WANT(KKS_NULL_ARGUMENT, kks_decode(keyring, NULL, Z, &d, NULL));
	WANT(KKS_NULL_ARGUMENT, kks_decode(keyring, ks, Z, NULL, NULL));
	WANT(KKS_NULL_ARGUMENT, kks_decoded_text(NULL, KKS_FIELD_USER_ID, buffer, 512, NULL));
	WANT(KKS_NULL_ARGUMENT, kks_decoded_number(NULL, KKS_FIELD_TYPE, &number));
	WANT(KKS_NULL_ARGUMENT, kks_decoded_list(NULL, KKS_LIST_VALUES, &l));
	WANT(KKS_NULL_ARGUMENT, kks_decoded_lint(NULL, NOW, &l));
	WANT(KKS_NULL_ARGUMENT, kks_decoded_grants(NULL, "a", Z, NULL, Z, &small));
	WANT(KKS_NULL_ARGUMENT, kks_verify(NULL, ks, Z, &options, &v, NULL));
	WANT(KKS_NULL_ARGUMENT, kks_verify(keyring, NULL, Z, &options, &v, NULL));
	WANT(KKS_NULL_ARGUMENT, kks_verify(keyring, ks, Z, NULL, &v, NULL));
	WANT(KKS_INVALID_PARTNER_ID, kks_verify(keyring, ks, Z, &options, &v, NULL));
	options.partner_id = 1234567;
	WANT(KKS_NULL_ARGUMENT, kks_verify(keyring, ks, Z, &options, NULL, NULL));
	WANT(KKS_NULL_ARGUMENT, kks_verified_text(NULL, KKS_FIELD_USER_ID, buffer, 512, NULL));
	WANT(KKS_NULL_ARGUMENT, kks_verified_number(NULL, KKS_FIELD_TYPE, &number));
	WANT(KKS_NULL_ARGUMENT, kks_verified_list(NULL, KKS_LIST_VALUES, &l));
	WANT(KKS_NULL_ARGUMENT, kks_explain(NULL, ks, Z, &request, &x, NULL));
	WANT(KKS_NULL_ARGUMENT, kks_explain(keyring, NULL, Z, &request, &x, NULL));
	WANT(KKS_NULL_ARGUMENT, kks_explain(keyring, ks, Z, NULL, &x, NULL));
	WANT(KKS_NULL_ARGUMENT, kks_explain(keyring, ks, Z, &request, NULL, NULL));
	WANT(KKS_NULL_ARGUMENT, kks_explanation_text(NULL, KKS_FIELD_REASON, buffer, 512, NULL));
	WANT(KKS_NULL_ARGUMENT, kks_explanation_number(NULL, KKS_FIELD_STATUS, &number));
	WANT(KKS_NULL_ARGUMENT, kks_explanation_granted(NULL, 0, &small));
	WANT(KKS_NULL_ARGUMENT, kks_explanation_list(NULL, KKS_LIST_ADVICE, &l));
	WANT(KKS_NULL_ARGUMENT, kks_explanation_decoded(NULL, &d));
	WANT(KKS_NULL_ARGUMENT, kks_inspect(NULL, Z, &u, NULL));
	WANT(KKS_NULL_ARGUMENT, kks_inspect(ks, Z, NULL, NULL));
	WANT(KKS_NULL_ARGUMENT, kks_unverified_text(NULL, KKS_FIELD_PARTNER_ID, buffer, 512, NULL));
	WANT(KKS_NULL_ARGUMENT, kks_unverified_number(NULL, KKS_FIELD_VERSION, &number));
	WANT(KKS_NULL_ARGUMENT, kks_list_get(NULL, 0, NULL, NULL, NULL, NULL));
	CHECK(!s && !k && !d && !v && !u && !x && !l);
}

static void numbers(void)
{
	static const int32_t none[] = {INT32_MIN, -1, 0, 28, 99, 100, 110, 1 << 20, INT32_MAX};
	kks_decoded *decoded = NULL;
	kks_verified *verified = NULL;
	kks_unverified *unverified = NULL;
	kks_explanation *explanation = NULL;
	kks_list *list = NULL;
	kks_verify_options options;
	kks_request request;
	kks_signer *s = NULL;
	char buffer[512] = "as it was";
	int64_t number = 77;
	int32_t small = 77;
	size_t i;

	kks_verify_options_init(&options, sizeof options);
	options.partner_id = 1234567;
	options.now = NOW;
	kks_request_init(&request, sizeof request);
	request.now = NOW;
	WANT(KKS_OK, kks_decode(keyring, ks, Z, &decoded, NULL));
	WANT(KKS_OK, kks_verify(keyring, ks, Z, &options, &verified, NULL));
	WANT(KKS_OK, kks_explain(keyring, ks, Z, &request, &explanation, NULL));
	WANT(KKS_OK, kks_inspect(ks, Z, &unverified, NULL));
	for (i = 0; i < sizeof none / sizeof *none; i++) {
		int32_t field = none[i];

		WANT(KKS_INVALID_ARGUMENT, kks_decoded_text(decoded, field, buffer, 512, NULL));
		WANT(KKS_INVALID_ARGUMENT, kks_decoded_number(decoded, field, &number));
		WANT(KKS_INVALID_ARGUMENT, kks_decoded_list(decoded, field, &list));
		WANT(KKS_INVALID_ARGUMENT, kks_verified_text(verified, field, buffer, 512, NULL));
		WANT(KKS_INVALID_ARGUMENT, kks_verified_number(verified, field, &number));
		WANT(KKS_INVALID_ARGUMENT, kks_verified_list(verified, field, &list));
		WANT(KKS_INVALID_ARGUMENT, kks_unverified_text(unverified, field, buffer, 512, NULL));
		WANT(KKS_INVALID_ARGUMENT, kks_unverified_number(unverified, field, &number));
		WANT(KKS_INVALID_ARGUMENT, kks_explanation_text(explanation, field, buffer, 512, NULL));
		WANT(KKS_INVALID_ARGUMENT, kks_explanation_number(explanation, field, &number));
		WANT(KKS_INVALID_ARGUMENT, kks_explanation_list(explanation, field, &list));
		CHECK(kks_status_code(field) && kks_status_message(field));
	}
	WANT(KKS_INVALID_ARGUMENT, kks_explanation_granted(explanation, 0, &small));
	WANT(KKS_INVALID_ARGUMENT, kks_explanation_granted(explanation, SIZE_MAX, &small));
	WANT(KKS_NO_VALUE, kks_explanation_text(explanation, KKS_FIELD_API_ERROR, buffer, 512, NULL));
	WANT(KKS_NO_VALUE, kks_decoded_number(decoded, KKS_FIELD_MASTER_PARTNER_ID, &number));
	WANT(KKS_NULL_ARGUMENT, kks_decoded_number(decoded, KKS_FIELD_TYPE, NULL));
	WANT(KKS_NULL_ARGUMENT, kks_decoded_list(decoded, KKS_LIST_VALUES, NULL));
	WANT(KKS_NULL_ARGUMENT, kks_decoded_text(decoded, KKS_FIELD_USER_ID, NULL, 1, NULL));
	WANT(KKS_NULL_ARGUMENT, kks_decoded_grants(decoded, NULL, Z, NULL, Z, &small));
	WANT(KKS_NULL_ARGUMENT, kks_decoded_grants(decoded, "list", Z, NULL, Z, NULL));
	CHECK(number == 77 && small == 77 && strcmp(buffer, "as it was") == 0 && !list);

	/* Partner ids that would name another partner in 32 bits. */
	WANT(KKS_INVALID_PARTNER_ID, kks_signer_new((1LL << 32) + 5, SECRET, Z, &s, NULL));
	WANT(KKS_INVALID_PARTNER_ID, kks_signer_new(INT64_MIN, SECRET, Z, &s, NULL));
	WANT(KKS_INVALID_PARTNER_ID, kks_keyring_signer(keyring, (1LL << 32) + 5, &s, NULL));
	/* The new end is set twice, or is in the past. */
	WANT(KKS_INVALID_EXPIRY,
	     kks_signer_renew(signer, ks, Z, 60, NOW + 60, NOW, buffer, 512, NULL, NULL));
	WANT(KKS_INVALID_EXPIRY, kks_signer_renew(signer, ks, Z, U, NOW, NOW, buffer, 512, NULL, NULL));
	WANT(KKS_INVALID_EXPIRY, kks_signer_renew(signer, ks, Z, -1, U, NOW, buffer, 512, NULL, NULL));

	WANT(KKS_OK, kks_decoded_list(decoded, KKS_LIST_PRIVILEGES, &list));
	CHECK(kks_list_count(list) == 3);
	WANT(KKS_OK, kks_list_get(list, 2, NULL, NULL, NULL, NULL));
	WANT(KKS_INVALID_ARGUMENT, kks_list_get(list, 3, NULL, NULL, NULL, NULL));
	WANT(KKS_INVALID_ARGUMENT, kks_list_get(list, SIZE_MAX, NULL, NULL, NULL, NULL));
	kks_list_free(list);
	kks_decoded_free(decoded);
	kks_verified_free(verified);
	kks_unverified_free(unverified);
	kks_explanation_free(explanation);
}

static void lengths(void)
{
	static const size_t impossible[] = {SIZE_MAX - 1, SIZE_MAX / 2 + 1, SIZE_MAX / 2 + 2};
	char buffer[512];
	kks_session bad;
	kks_privilege privilege = {"sview", Z, "0_abc", Z};
	kks_decoded *decoded = NULL;
	kks_keyring *k = NULL;
	kks_error *error = untouched;
	const char *secrets[] = {SECRET};
	size_t i;

	for (i = 0; i < sizeof impossible / sizeof *impossible; i++) {
		size_t length = impossible[i];

		WANT(KKS_INVALID_ARGUMENT, kks_decode(keyring, ks, length, &decoded, NULL));
		WANT(KKS_INVALID_ARGUMENT, kks_keyring_new(SECRET, length, &k, NULL));
		WANT(KKS_INVALID_ARGUMENT, kks_keyring_with_secrets(secrets, NULL, length, &k, NULL));
		bad = session;
		bad.user_id_length = length;
		WANT(KKS_INVALID_ARGUMENT, kks_signer_generate(signer, &bad, buffer, 512, NULL, NULL));
		bad = session;
		bad.privileges = NULL;
		bad.privilege_list = &privilege;
		bad.privilege_count = length;
		WANT(KKS_INVALID_ARGUMENT, kks_signer_generate(signer, &bad, buffer, 512, NULL, NULL));
	}
	/* NULL with a length is a mistake, not a missing value. */
	bad = session;
	bad.privileges = NULL;
	bad.privileges_length = 30;
	WANT(KKS_NULL_ARGUMENT, kks_signer_generate(signer, &bad, buffer, 512, NULL, NULL));
	bad = session;
	bad.user_id = NULL;
	WANT(KKS_INVALID_USER_ID, kks_signer_generate(signer, &bad, buffer, 512, NULL, NULL));
	bad.user_id = "";
	bad.user_id_length = 0;
	WANT(KKS_INVALID_USER_ID, kks_signer_generate(signer, &bad, buffer, 512, NULL, NULL));
	bad = session;
	bad.user_id = "a\xff";
	WANT(KKS_INVALID_USER_ID, kks_signer_generate(signer, &bad, buffer, 512, NULL, NULL));
	bad = session;
	bad.privilege_list = &privilege;
	bad.privilege_count = 1;
	WANT(KKS_INVALID_ARGUMENT, kks_signer_generate(signer, &bad, buffer, 512, NULL, NULL));
	bad.privileges = NULL;
	WANT(KKS_OK, kks_signer_generate(signer, &bad, buffer, 512, NULL, &error));
	CHECK(error == untouched);
	privilege.value = "0_abc,edit:*";
	WANT(KKS_INVALID_PRIVILEGE, kks_signer_generate(signer, &bad, buffer, 512, NULL, NULL));
	WANT(KKS_EMPTY_KS, kks_decode(keyring, "", 0, &decoded, NULL));
	WANT(KKS_NOT_BASE64, kks_decode(keyring, "djJ8\xff\xfe", Z, &decoded, NULL));
	WANT(KKS_NOT_A_KS, kks_decode(keyring, ks, ks_length - 8, &decoded, NULL));
}

static void sizes(void)
{
	static const size_t wrong[] = {0, 1, sizeof(kks_session) - 1, 4097, SIZE_MAX};
	struct newer {
		kks_session session;
		int64_t later[4];
	} newer;
	char buffer[512];
	kks_session bad;
	size_t i;

	for (i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		WANT(KKS_INVALID_STRUCT, kks_session_init(&bad, wrong[i]));
		bad = session;
		bad.size = wrong[i];
		WANT(KKS_INVALID_STRUCT, kks_signer_generate(signer, &bad, buffer, 512, NULL, NULL));
	}
	/* A program that is compiled with a newer header. */
	WANT(KKS_OK, kks_session_init(&newer.session, sizeof newer));
	newer.session.user_id = "ann";
	WANT(KKS_OK, kks_signer_generate(signer, &newer.session, buffer, 512, NULL, NULL));
	newer.later[3] = 1;
	WANT(KKS_INVALID_STRUCT, kks_signer_generate(signer, &newer.session, buffer, 512, NULL, NULL));
}

/* Structs that no _init function initialized. Zeros are the most dangerous: the
   clock would be in 1970, and no KS would be expired. */
static void uninitialized(void)
{
	static const unsigned char patterns[] = {0, 1, 0x55, 0xaa, 0xff};
	kks_session s;
	kks_request request;
	kks_verify_options options;
	kks_verified *verified = NULL;
	kks_explanation *explanation = NULL;
	kks_list *list = NULL;
	char buffer[512];
	size_t i, sized;

	for (i = 0; i < sizeof patterns; i++) {
		for (sized = 0; sized < 2; sized++) {
			memset(&s, patterns[i], sizeof s);
			memset(&request, patterns[i], sizeof request);
			memset(&options, patterns[i], sizeof options);
			if (sized) {
				s.size = sizeof s;
				request.size = sizeof request;
				options.size = sizeof options;
			}
			options.partner_id = 1234567;
			WANT(KKS_INVALID_STRUCT, kks_signer_generate(signer, &s, buffer, 512, NULL, NULL));
			WANT(KKS_INVALID_STRUCT, kks_generate(1, SECRET, Z, &s, buffer, 512, NULL, NULL));
			WANT(KKS_INVALID_STRUCT, kks_lint(&s, &list, NULL));
			WANT(KKS_INVALID_STRUCT, kks_verify(keyring, ks, Z, &options, &verified, NULL));
			WANT(KKS_INVALID_STRUCT,
			     kks_explain(keyring, ks, Z, &request, &explanation, NULL));
		}
	}
	/* Initialized, but as another struct. */
	kks_session_init(&s, sizeof s);
	WANT(KKS_INVALID_STRUCT,
	     kks_verify(keyring, ks, Z, (kks_verify_options *)(void *)&s, &verified, NULL));
	CHECK(!verified && !explanation && !list);
}

/* The message of a failed call uses the parameter names of ks.h. */
static void check_message(kks_status status, kks_error *error, const char *words, int line)
{
	if (status == KKS_OK || !strstr(kks_error_message(error), words)) {
		fprintf(stderr, "hostile.c:%d: %s\n", line, kks_error_message(error));
		exit(1);
	}
	kks_error_free(error);
}
#define FAILS_WITH(words, call)                                \
	do {                                                   \
		kks_status got_ = (call);                      \
		check_message(got_, error, (words), __LINE__); \
	} while (0)

static void words(void)
{
	kks_session bad = session;
	kks_verify_options options;
	kks_request request;
	kks_privilege two[] = {{"sview", Z, "0_abc", Z}, {NULL, Z, NULL, Z}};
	kks_signer *s = NULL;
	kks_verified *verified = NULL;
	kks_explanation *explanation = NULL;
	kks_error *error = NULL;
	const char *secrets[] = {SECRET, NULL};
	kks_keyring *k = NULL;
	char buffer[512];

	kks_verify_options_init(&options, sizeof options);
	kks_request_init(&request, sizeof request);
	FAILS_WITH("partner_id is not set", kks_signer_new(KKS_UNSET, SECRET, Z, &s, &error));
	FAILS_WITH("partner_id is not set",
	     kks_generate(KKS_UNSET, SECRET, Z, &session, buffer, 512, NULL, &error));
	FAILS_WITH("partner_id is not set", kks_verify(keyring, ks, Z, &options, &verified, &error));
	FAILS_WITH("signer is NULL", kks_signer_generate(NULL, &session, buffer, 512, NULL, &error));
	FAILS_WITH("signer is NULL", kks_signer_new(1, SECRET, Z, NULL, &error));
	FAILS_WITH("signer was already freed, or has another type",
	     kks_signer_generate((kks_signer *)keyring, &session, buffer, 512, NULL, &error));
	FAILS_WITH("session is NULL", kks_signer_generate(signer, NULL, buffer, 512, NULL, &error));
	FAILS_WITH("secrets[1] is NULL", kks_keyring_with_secrets(secrets, NULL, 2, &k, &error));

	bad.size = 0;
	FAILS_WITH("session is not initialized; call kks_session_init first",
	     kks_signer_generate(signer, &bad, buffer, 512, NULL, &error));
	bad = session;
	bad.privileges = NULL;
	bad.privilege_count = 2;
	FAILS_WITH("privilege_list is NULL", kks_signer_generate(signer, &bad, buffer, 512, NULL, &error));
	bad.privilege_list = two;
	FAILS_WITH("privilege_list[1].name is NULL",
	     kks_signer_generate(signer, &bad, buffer, 512, NULL, &error));
	options.partner_id = 1234567;
	options.required_count = 2;
	FAILS_WITH("required is NULL", kks_verify(keyring, ks, Z, &options, &verified, &error));
	options.required = two;
	FAILS_WITH("required[1].name is NULL", kks_verify(keyring, ks, Z, &options, &verified, &error));
	two[0].value = "\xff";
	FAILS_WITH("required[0].value is not valid UTF-8",
	     kks_verify(keyring, ks, Z, &options, &verified, &error));
	request.can_count = 1;
	FAILS_WITH("can is NULL", kks_explain(keyring, ks, Z, &request, &explanation, &error));

	bad = session;
	bad.anonymous = 7;
	FAILS_WITH("anonymous is 7; it must be 0 or 1", kks_signer_generate(signer, &bad, buffer, 512, NULL, &error));
	bad.anonymous = -1;
	WANT(KKS_INVALID_ARGUMENT, kks_signer_generate(signer, &bad, buffer, 512, NULL, NULL));
	bad.anonymous = 0;
	WANT(KKS_OK, kks_signer_generate(signer, &bad, buffer, 512, NULL, NULL));
	bad.anonymous = 1;
	bad.user_id = NULL;
	WANT(KKS_OK, kks_signer_generate(signer, &bad, buffer, 512, NULL, NULL));
	CHECK(!s && !k && !verified && !explanation);
}

/* Each accessor accepts the fields that its documentation lists, and no other. */
static int listed(const int32_t *fields, int32_t field)
{
	while (*fields && *fields != field)
		fields++;
	return *fields != 0;
}

static void fields(void)
{
	static const int32_t decoded_text[] = {
		KKS_FIELD_PARTNER_ID, KKS_FIELD_USER_ID, KKS_FIELD_PRIVILEGES,
		KKS_FIELD_ADDITIONAL_DATA, KKS_FIELD_SESSION_HASH, KKS_FIELD_GROUP_HASH,
		KKS_FIELD_SIGNED_TEXT, KKS_RAW_PARTNER_ID, KKS_RAW_PARTNER_PATTERN,
		KKS_RAW_VALID_UNTIL, KKS_RAW_TYPE, KKS_RAW_RAND, KKS_RAW_USER, KKS_RAW_PRIVILEGES,
		KKS_RAW_MASTER_PARTNER_ID, KKS_RAW_ADDITIONAL_DATA, 0
	};
	static const int32_t decoded_number[] = {
		KKS_FIELD_VERSION, KKS_FIELD_PARTNER_ID, KKS_FIELD_TYPE, KKS_FIELD_EXPIRES_AT,
		KKS_FIELD_MASTER_PARTNER_ID, KKS_FIELD_SECRET_INDEX, KKS_FIELD_IS_CANONICAL,
		KKS_FIELD_IS_ADMIN, KKS_FIELD_IS_WIDGET, KKS_FIELD_IS_ANONYMOUS, 0
	};
	static const int32_t verified_text[] = {
		KKS_FIELD_PARTNER_ID, KKS_FIELD_USER_ID, KKS_FIELD_PRIVILEGES,
		KKS_FIELD_ADDITIONAL_DATA, KKS_FIELD_SESSION_HASH, KKS_FIELD_GROUP_HASH, 0
	};
	static const int32_t verified_number[] = {
		KKS_FIELD_VERSION, KKS_FIELD_PARTNER_ID, KKS_FIELD_TYPE, KKS_FIELD_EXPIRES_AT,
		KKS_FIELD_MASTER_PARTNER_ID, KKS_FIELD_SECRET_INDEX, KKS_FIELD_IS_ADMIN,
		KKS_FIELD_IS_ANONYMOUS, 0
	};
	static const int32_t unverified_text[] = {
		KKS_FIELD_PARTNER_ID, KKS_RAW_PARTNER_ID, KKS_RAW_VALID_UNTIL, KKS_RAW_TYPE,
		KKS_RAW_RAND, KKS_RAW_USER, KKS_RAW_PRIVILEGES, KKS_RAW_MASTER_PARTNER_ID,
		KKS_RAW_ADDITIONAL_DATA, 0
	};
	static const int32_t unverified_number[] = {
		KKS_FIELD_VERSION, KKS_FIELD_PARTNER_ID, KKS_FIELD_ENCRYPTED_BYTES,
		KKS_FIELD_IS_TRUNCATED, 0
	};
	static const int32_t explanation_text[] = {
		KKS_FIELD_STATUS, KKS_FIELD_API_ERROR, KKS_FIELD_REASON, KKS_FIELD_ANSWER_CODE,
		KKS_FIELD_ANSWER_STATUS, KKS_FIELD_ANSWER_MESSAGE, KKS_FIELD_ANSWER_MEANING,
		KKS_FIELD_ANSWER_CHECK, 0
	};
	static const int32_t explanation_number[] = {
		KKS_FIELD_STATUS, KKS_FIELD_IS_ACCEPTED, 0
	};
	kks_session admin = session;
	kks_verify_options options;
	kks_request request;
	kks_decoded *decoded = NULL;
	kks_verified *verified = NULL;
	kks_unverified *unverified = NULL;
	kks_explanation *explanation = NULL;
	char v1[512], text[512];
	int64_t number = 0;
	int32_t field, small = 77;

	admin.version = 1;
	admin.type = KKS_ADMIN;
	WANT(KKS_OK, kks_signer_generate(signer, &admin, v1, sizeof v1, NULL, NULL));
	kks_verify_options_init(&options, sizeof options);
	options.partner_id = 1234567;
	options.now = NOW;
	kks_request_init(&request, sizeof request);
	WANT(KKS_OK, kks_decode(keyring, v1, Z, &decoded, NULL));
	WANT(KKS_OK, kks_verify(keyring, v1, Z, &options, &verified, NULL));
	WANT(KKS_OK, kks_explain(keyring, v1, Z, &request, &explanation, NULL));
	WANT(KKS_OK, kks_inspect(v1, Z, &unverified, NULL));
#define TAKES(name, status) CHECK(listed(name, field) == ((status) != KKS_INVALID_ARGUMENT))
	for (field = -1; field < 200; field++) {
		TAKES(decoded_text, kks_decoded_text(decoded, field, text, sizeof text, NULL));
		TAKES(decoded_number, kks_decoded_number(decoded, field, &number));
		TAKES(verified_text, kks_verified_text(verified, field, text, sizeof text, NULL));
		TAKES(verified_number, kks_verified_number(verified, field, &number));
		TAKES(unverified_text, kks_unverified_text(unverified, field, text, sizeof text, NULL));
		TAKES(unverified_number, kks_unverified_number(unverified, field, &number));
		TAKES(explanation_text,
		      kks_explanation_text(explanation, field, text, sizeof text, NULL));
		TAKES(explanation_number, kks_explanation_number(explanation, field, &number));
	}
	WANT(KKS_OK, kks_verified_number(verified, KKS_FIELD_IS_ADMIN, &number));
	CHECK(number == 1);
	WANT(KKS_OK, kks_verified_text(verified, KKS_FIELD_PARTNER_ID, text, sizeof text, NULL));
	CHECK(strcmp(text, "1234567") == 0);
	WANT(KKS_OK, kks_unverified_text(unverified, KKS_RAW_PARTNER_ID, text, sizeof text, NULL));
	CHECK(strcmp(text, "1234567") == 0);

	/* Without an error object, the description of the status must name the problem. */
	WANT(KKS_INVALID_ARGUMENT, kks_decoded_grants(decoded, "\xff", Z, NULL, Z, &small));
	WANT(KKS_INVALID_ARGUMENT, kks_decoded_grants(decoded, "list", Z, "\xff", Z, &small));
	CHECK(strstr(kks_status_message(KKS_INVALID_ARGUMENT), "not UTF-8") != NULL);
	CHECK(small == 77);
	kks_decoded_free(decoded);
	kks_verified_free(verified);
	kks_unverified_free(unverified);
	kks_explanation_free(explanation);
}

static void buffers(void)
{
	kks_session one = session;
	char *exact;
	char inside[600];
	size_t capacity, needed = 0, length = 0;

	one.nonce = "000102030405060708090a0b0c0d0e0f";
	WANT(KKS_BUFFER_TOO_SMALL, kks_signer_generate(signer, &one, NULL, 0, &needed, NULL));
	for (capacity = 0; capacity <= needed + 1; capacity++) {
		/* The exact size, so that the tools detect a write past the end. */
		exact = malloc(capacity ? capacity : 1);
		CHECK(exact != NULL);
		memset(exact, 'x', capacity);
		WANT(capacity > needed ? KKS_OK : KKS_BUFFER_TOO_SMALL,
		     kks_signer_generate(signer, &one, exact, capacity, &length, NULL));
		CHECK(length == needed);
		CHECK(capacity > needed ? strlen(exact) == needed
					: capacity == 0 || exact[0] == 'x');
		free(exact);
	}

	/* In place: the input is part of the buffer. */
	strcpy(inside, ks);
	WANT(KKS_OK, kks_signer_renew(signer, inside, Z, 3600, U, NOW, inside, sizeof inside, NULL,
				      NULL));
	CHECK(strcmp(inside, ks) != 0);
	strcpy(inside, "ann");
	one.user_id = inside;
	WANT(KKS_OK, kks_signer_generate(signer, &one, inside, sizeof inside, NULL, NULL));
	CHECK(strncmp(inside, "djJ8", 4) == 0);
	/* The length inside the buffer makes no sense, but must not crash. */
	WANT(KKS_OK, kks_signer_generate(signer, &session, inside, sizeof inside,
					 (size_t *)(void *)(inside + 1), NULL));
}

static void foreign_handles(void)
{
	kks_decoded *decoded = NULL;
	char buffer[512];
	uint64_t zeros[8] = {0};

	WANT(KKS_INVALID_HANDLE,
	     kks_signer_generate((kks_signer *)keyring, &session, buffer, 512, NULL, NULL));
	WANT(KKS_INVALID_HANDLE, kks_decode((kks_keyring *)signer, ks, Z, &decoded, NULL));
	WANT(KKS_INVALID_HANDLE, kks_decode((kks_keyring *)zeros, ks, Z, &decoded, NULL));
	WANT(KKS_INVALID_HANDLE,
	     kks_decode((kks_keyring *)(void *)((char *)zeros + 1), ks, Z, &decoded, NULL));
	WANT(KKS_INVALID_HANDLE, kks_signer_free((kks_signer *)keyring));
	WANT(KKS_INVALID_HANDLE, kks_keyring_free((kks_keyring *)signer));
	WANT(KKS_INVALID_HANDLE, kks_list_free((kks_list *)zeros));
	WANT(KKS_INVALID_HANDLE, kks_error_status((kks_error *)zeros));
	CHECK(strcmp(kks_error_code((kks_error *)zeros), "invalid_handle") == 0);
	CHECK(kks_list_count((kks_list *)zeros) == 0);
	/* Both handles still work. */
	WANT(KKS_OK, kks_decode(keyring, ks, Z, &decoded, NULL));
	kks_decoded_free(decoded);
}

static void answers(void)
{
	kks_verify_options options;
	kks_request request;
	kks_verified *verified = NULL;
	kks_explanation *explanation = NULL;
	kks_decoded *decoded = NULL;
	kks_list *list = NULL;
	kks_error *error = NULL;
	const char *name = NULL, *value = NULL;
	kks_privilege asked[] = {{"sview", Z, "0_abcdefgh", Z}, {"edit", Z, NULL, Z}};
	int32_t granted = -1;
	int64_t number = 0;
	char text[200];

	kks_verify_options_init(&options, sizeof options);
	options.partner_id = 1234567;
	options.now = NOW;
	options.required = asked;
	options.required_count = 1;
	WANT(KKS_OK, kks_verify(keyring, ks, Z, &options, &verified, NULL));
	WANT(KKS_OK, kks_verified_text(verified, KKS_FIELD_USER_ID, text, sizeof text, NULL));
	CHECK(strcmp(text, "user@example.com") == 0);
	WANT(KKS_OK, kks_verified_text(verified, KKS_FIELD_SESSION_HASH, text, sizeof text, NULL));
	CHECK(strlen(text) == 40);
	WANT(KKS_NO_VALUE, kks_verified_text(verified, KKS_FIELD_GROUP_HASH, text, sizeof text, NULL));
	WANT(KKS_OK, kks_verified_number(verified, KKS_FIELD_EXPIRES_AT, &number));
	CHECK(number == NOW + 86400);
	kks_verified_free(verified);
	options.required_count = 2;
	WANT(KKS_NOT_GRANTED, kks_verify(keyring, ks, Z, &options, &verified, &error));
	CHECK(strstr(kks_error_message(error), "edit") != NULL);
	WANT(KKS_NOT_GRANTED, kks_error_status(error));
	kks_error_free(error);
	options.now = NOW + 86400;
	WANT(KKS_EXPIRED, kks_verify(keyring, ks, Z, &options, &verified, NULL));
	options.partner_id = 7;
	WANT(KKS_WRONG_PARTNER, kks_verify(keyring, ks, Z, &options, &verified, NULL));

	kks_request_init(&request, sizeof request);
	request.now = NOW;
	request.can = asked;
	request.can_count = 2;
	WANT(KKS_OK, kks_explain(keyring, ks, Z, &request, &explanation, NULL));
	WANT(KKS_OK, kks_explanation_granted(explanation, 0, &granted));
	CHECK(granted == 1);
	WANT(KKS_OK, kks_explanation_granted(explanation, 1, &granted));
	CHECK(granted == 0);
	WANT(KKS_OK, kks_explanation_number(explanation, KKS_FIELD_IS_ACCEPTED, &number));
	CHECK(number == 1);
	WANT(KKS_OK, kks_explanation_list(explanation, KKS_LIST_GRANT_REASONS, &list));
	CHECK(kks_list_count(list) == 2);
	WANT(KKS_OK, kks_list_get(list, 1, &name, NULL, &value, NULL));
	CHECK(strlen(name) > 3 && strlen(value) > 10);
	kks_list_free(list);
	WANT(KKS_OK, kks_explanation_list(explanation, KKS_LIST_ADVICE, &list));
	kks_list_free(list);
	WANT(KKS_NO_VALUE,
	     kks_explanation_text(explanation, KKS_FIELD_ANSWER_CODE, text, sizeof text, NULL));
	WANT(KKS_OK, kks_explanation_decoded(explanation, &decoded));
	kks_explanation_free(explanation);
	WANT(KKS_OK, kks_decoded_text(decoded, KKS_FIELD_PRIVILEGES, text, sizeof text, NULL));
	kks_decoded_free(decoded);
	WANT(KKS_OK, kks_explain(keyring, "no KS", Z, &request, &explanation, NULL));
	WANT(KKS_NO_VALUE, kks_explanation_decoded(explanation, &decoded));
	WANT(KKS_OK, kks_explanation_text(explanation, KKS_FIELD_API_ERROR, text, sizeof text, NULL));
	CHECK(strcmp(text, "INVALID_KS") == 0);
	WANT(KKS_OK, kks_explanation_number(explanation, KKS_FIELD_IS_ACCEPTED, &number));
	CHECK(number == 0);
	kks_explanation_free(explanation);
	WANT(KKS_OK,
	     kks_explain(keyring, "{\"code\":\"MISSING_KS\",\"objectType\":\"KalturaAPIException\"}",
			 Z, &request, &explanation, NULL));
	WANT(KKS_OK, kks_explanation_text(explanation, KKS_FIELD_ANSWER_CODE, text, sizeof text, NULL));
	CHECK(strcmp(text, "MISSING_KS") == 0);
	kks_explanation_free(explanation);
}

/* A signer of a keyring signs with the first secret, and renews a KS that any of
   its secrets signed. */
static void rotation(void)
{
	const char *secrets[] = {"fedcba9876543210fedcba9876543210", SECRET};
	kks_keyring *both = NULL;
	kks_signer *s = NULL, *other = NULL;
	kks_decoded *decoded = NULL;
	char renewed[512], text[64];
	int64_t number = 0;

	WANT(KKS_OK, kks_keyring_with_secrets(secrets, NULL, 2, &both, NULL));
	WANT(KKS_OK, kks_keyring_signer(both, 1234567, &s, NULL));
	WANT(KKS_OK, kks_keyring_signer(both, 7, &other, NULL));
	WANT(KKS_OK, kks_signer_renew(s, ks, Z, U, NOW + 5, NOW, renewed, sizeof renewed, NULL, NULL));
	WANT(KKS_WRONG_PARTNER,
	     kks_signer_renew(other, ks, Z, U, NOW + 5, NOW, renewed, sizeof renewed, NULL, NULL));
	WANT(KKS_OK, kks_decode(both, renewed, Z, &decoded, NULL));
	kks_keyring_free(both);
	WANT(KKS_OK, kks_decoded_number(decoded, KKS_FIELD_SECRET_INDEX, &number));
	CHECK(number == 0);
	WANT(KKS_OK, kks_decoded_number(decoded, KKS_FIELD_EXPIRES_AT, &number));
	CHECK(number == NOW + 5);
	WANT(KKS_OK, kks_decoded_text(decoded, KKS_FIELD_USER_ID, text, sizeof text, NULL));
	CHECK(strcmp(text, "user@example.com") == 0);
	kks_decoded_free(decoded);
	WANT(KKS_BAD_SIGNATURE, kks_signer_renew(signer, renewed, Z, U, U, NOW, text, 0, NULL, NULL));
	kks_signer_free(s);
	kks_signer_free(other);
}

/* Finds a KS in a URL and in bytes that are not UTF-8, and reports where it is. */
static void finding(void)
{
	char text[1024], found[512];
	size_t length = 77, offset = 77, found_length = 77;
	int begin = snprintf(text, sizeof text, "\xff\xc3\xa9 https://example.com/?ks=");

	snprintf(text + begin, sizeof text - (size_t)begin, "%s&x=\xfe", ks);
	WANT(KKS_BUFFER_TOO_SMALL, kks_find(text, Z, found, 9, &length, &offset, &found_length));
	CHECK(length == ks_length && offset == 77 && found_length == 77);
	WANT(KKS_OK, kks_find(text, Z, found, sizeof found, &length, &offset, &found_length));
	CHECK(strcmp(found, ks) == 0 && length == ks_length);
	CHECK(offset == (size_t)begin && memcmp(text + offset, ks, 4) == 0);
	CHECK(memcmp(text + offset + found_length, "&x=", 3) == 0);
	offset = 77;
	WANT(KKS_NO_VALUE, kks_find(text, (size_t)begin, found, sizeof found, &length, &offset, NULL));
	WANT(KKS_NO_VALUE, kks_find("", 0, found, sizeof found, NULL, NULL, NULL));
	WANT(KKS_INVALID_ARGUMENT, kks_find("", SIZE_MAX - 1, found, sizeof found, NULL, NULL, NULL));
	CHECK(offset == 77);
}

int main(void)
{
	signer = a_signer();
	session = a_session();
	WANT(KKS_OK, kks_keyring_new(SECRET, Z, &keyring, NULL));
	WANT(KKS_OK, kks_signer_generate(signer, &session, ks, sizeof ks, &ks_length, NULL));
	CHECK(kks_abi_version() == KKS_ABI_VERSION && strcmp(kks_version(), KKS_VERSION) == 0);
	nulls();
	numbers();
	lengths();
	sizes();
	uninitialized();
	words();
	fields();
	buffers();
	foreign_handles();
	answers();
	rotation();
	finding();
	WANT(KKS_OK, kks_signer_free(signer));
	WANT(KKS_OK, kks_keyring_free(keyring));
	puts("ok");
	return 0;
}
