/*
 * Generates a KS for a viewer, inspects it without the secret, decodes it,
 * verifies it in a service and renews it.
 *
 *     cc quickstart.c $(pkg-config --cflags --libs kaltura-ks) -o quickstart
 *
 * If the library is installed below DIR instead of a system directory, set
 * PKG_CONFIG_PATH=DIR/lib/pkgconfig, and either append -Wl,-rpath,DIR/lib to this
 * command or run the program with LD_LIBRARY_PATH=DIR/lib.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <ks.h>

#define Z KKS_NUL_TERMINATED

/* Exits with a message if a call failed. */
static void must(kks_status status, kks_error *error)
{
	if (status == KKS_OK)
		return;
	fprintf(stderr, "%s: %s\n", kks_status_code(status),
		error ? kks_error_message(error) : kks_status_message(status));
	kks_error_free(error);
	exit(1);
}

int main(void)
{
	/* A made-up secret. Read yours from the environment or a secret store. */
	const char *secret = getenv("KALTURA_ADMIN_SECRET");
	kks_error *error = NULL;
	char ks[512], text[512];
	int64_t number;

	if (!secret)
		secret = "0123456789abcdef0123456789abcdef";

	/* A USER session that can play one entry for four hours. */
	kks_signer *signer;
	kks_session session;
	kks_privilege privileges[] = {{"sview", Z, "0_abcdefgh", Z}, {"privacycontext", Z, "portal", Z}};
	must(kks_signer_new(1234567, secret, Z, &signer, &error), error);
	kks_session_init(&session, sizeof session);
	session.user_id = "ann@example.com";
	session.expiry = 4 * 3600;
	session.privilege_list = privileges;
	session.privilege_count = 2;
	must(kks_signer_generate(signer, &session, ks, sizeof ks, NULL, &error), error);
	printf("KS        %s\n", ks);

	/* Without the secret, only the partner id is readable, and nothing is verified. */
	kks_unverified *unverified;
	must(kks_inspect(ks, Z, &unverified, &error), error);
	must(kks_unverified_number(unverified, KKS_FIELD_VERSION, &number), NULL);
	must(kks_unverified_text(unverified, KKS_FIELD_PARTNER_ID, text, sizeof text, NULL), NULL);
	printf("inspect   v%" PRId64 " of partner %s\n", number, text);
	kks_unverified_free(unverified);

	/* With the secret, every field is readable, as the server sees it. */
	kks_keyring *keyring;
	kks_decoded *decoded;
	must(kks_keyring_new(secret, Z, &keyring, &error), error);
	must(kks_decode(keyring, ks, Z, &decoded, &error), error);
	must(kks_decoded_text(decoded, KKS_FIELD_USER_ID, text, sizeof text, NULL), NULL);
	must(kks_decoded_number(decoded, KKS_FIELD_EXPIRES_AT, &number), NULL);
	printf("decode    %s until %" PRId64 "\n", text, number);
	kks_decoded_free(decoded);

	/* A service verifies the KS, including the privileges that it needs. */
	kks_verify_options options;
	kks_verified *verified;
	kks_privilege required = {"sview", Z, "0_abcdefgh", Z};
	kks_verify_options_init(&options, sizeof options);
	options.partner_id = 1234567;
	options.required = &required;
	options.required_count = 1;
	must(kks_verify(keyring, ks, Z, &options, &verified, &error), error);
	must(kks_verified_text(verified, KKS_FIELD_SESSION_HASH, text, sizeof text, NULL), NULL);
	printf("verify    session %s\n", text);
	kks_verified_free(verified);
	required.value = "0_zzzzzzzz";
	if (kks_verify(keyring, ks, Z, &options, &verified, &error) != KKS_OK) {
		printf("rejected  %s: %s\n", kks_error_code(error), kks_error_message(error));
		kks_error_free(error);
		error = NULL;
	}
	kks_keyring_free(keyring);

	/* A new KS with the same content, valid for five hours. */
	must(kks_signer_renew(signer, ks, Z, 5 * 3600, KKS_UNSET, KKS_UNSET, text, sizeof text, NULL,
			      &error),
	     error);
	printf("renewed   %s\n", text);
	kks_signer_free(signer);
	return 0;
}
