/*
 * Makes a KS, looks at it without a secret, and accepts it.
 *
 *     cc ks.c $(pkg-config --cflags --libs kaltura-ks) -o ks
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <ks.h>

/* Says what went wrong and what to do, and ends the program. */
static void fail(kks_error *error)
{
	fprintf(stderr, "%s: %s\n", kks_error_code(error), kks_error_message(error));
	kks_error_free(error);
	exit(1);
}

int main(void)
{
	/* An invented one. Yours is in KMC, Settings, Integration settings. */
	const char *secret = "0123456789abcdef0123456789abcdef";
	kks_error *error = NULL;
	kks_signer *signer;
	kks_session session;
	char ks[512];

	/* Make: keep the signer, and a KS costs less than a microsecond. */
	if (kks_signer_new(1234567, secret, KKS_NUL_TERMINATED, &signer, &error) != KKS_OK)
		fail(error);
	kks_session_init(&session, sizeof session);
	session.user_id = "user@example.com";
	session.expiry = 3600;
	session.privileges = "sview:0_abc123,privacycontext:portal";
	if (kks_signer_generate(signer, &session, ks, sizeof ks, NULL, &error) != KKS_OK)
		fail(error);
	kks_signer_free(signer);
	printf("made: %.12s...\n", ks);

	/* Inspect: what anybody sees. Nothing of it is verified. */
	kks_unverified *seen;
	int64_t partner_id;
	if (kks_inspect(ks, KKS_NUL_TERMINATED, &seen, &error) != KKS_OK)
		fail(error);
	kks_unverified_number(seen, KKS_FIELD_PARTNER_ID, &partner_id);
	kks_unverified_free(seen);
	printf("inspected: partner %" PRId64 "\n", partner_id);

	/* Verify: accept it in a service of your own. */
	kks_keyring *keyring;
	kks_expected expected;
	kks_privilege required = {"sview", KKS_NUL_TERMINATED, "0_abc123", KKS_NUL_TERMINATED};
	kks_verified *verified;
	char user[256];
	if (kks_keyring_new(secret, KKS_NUL_TERMINATED, &keyring, &error) != KKS_OK)
		fail(error);
	kks_expected_init(&expected, sizeof expected);
	expected.partner_id = 1234567;
	expected.required = &required;
	expected.required_count = 1;
	if (kks_verify(keyring, ks, KKS_NUL_TERMINATED, &expected, &verified, &error) != KKS_OK)
		fail(error);
	if (kks_verified_text(verified, KKS_FIELD_USER_ID, user, sizeof user, NULL) == KKS_OK)
		printf("verified: user %s\n", user);
	kks_verified_free(verified);

	/* A refusal has a stable code and says what to do. */
	required.value = "0_another";
	kks_status status = kks_verify(keyring, ks, KKS_NUL_TERMINATED, &expected, &verified, &error);
	printf("refused: %s\n", kks_status_code(status));
	kks_error_free(error);
	kks_keyring_free(keyring);
	return 0;
}
