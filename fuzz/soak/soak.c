/* Makes ten million calls, or as many as the argument says, and prints how much memory the
 * process has: src/main.rs does the same. */
#include <stdio.h>
#include <stdlib.h>

#include <ks.h>

#define Z KKS_NUL_TERMINATED
#define SECRET "0123456789abcdef0123456789abcdef"
#define CALLS_PER_ROUND 5
/* How much memory may grow after the first tenth of the calls, in KiB. */
#define ALLOWED 1024

static void must(int holds, const char *what)
{
	if (!holds) {
		fprintf(stderr, "%s failed\n", what);
		exit(1);
	}
}

/* Creates handles, generates, decodes, verifies, fails to verify, and renews. */
static void do_round(void)
{
	kks_privilege privileges[] = {{"sview", Z, "0_abcdefgh", Z}, {"privacycontext", Z, "portal", Z}};
	kks_privilege required = {"sview", Z, "0_abcdefgh", Z};
	kks_signer *signer;
	kks_keyring *keyring;
	kks_session session;
	kks_decoded *decoded;
	kks_verify_options options;
	kks_verified *verified;
	kks_error *error = NULL;
	char ks[512], renewed[512];

	must(kks_signer_new(102, SECRET, Z, &signer, NULL) == KKS_OK, "signer");
	kks_session_init(&session, sizeof session);
	session.user_id = "ann@example.com";
	session.expiry = 3600;
	session.privilege_list = privileges;
	session.privilege_count = 2;
	must(kks_signer_generate(signer, &session, ks, sizeof ks, NULL, NULL) == KKS_OK, "generate");
	must(kks_keyring_new(SECRET, Z, &keyring, NULL) == KKS_OK, "keyring");
	must(kks_decode(keyring, ks, Z, &decoded, NULL) == KKS_OK, "decode");
	kks_decoded_free(decoded);
	kks_verify_options_init(&options, sizeof options);
	options.partner_id = 102;
	options.required = &required;
	options.required_count = 1;
	must(kks_verify(keyring, ks, Z, &options, &verified, NULL) == KKS_OK, "verify");
	kks_verified_free(verified);
	required.value = "0_zzzzzzzz";
	must(kks_verify(keyring, ks, Z, &options, &verified, &error) != KKS_OK, "rejection");
	kks_error_free(error);
	must(kks_signer_renew(signer, ks, Z, 60, KKS_UNSET, KKS_UNSET, renewed, sizeof renewed, NULL,
			      NULL) == KKS_OK,
	     "renew");
	kks_keyring_free(keyring);
	kks_signer_free(signer);
}

/* Returns the resident memory of this process, in KiB. */
static long resident(void)
{
	FILE *status = fopen("/proc/self/status", "r");
	char line[128];
	long kib = 0;

	must(status != NULL, "/proc/self/status");
	while (fgets(line, sizeof line, status))
		if (sscanf(line, "VmRSS: %ld", &kib) == 1)
			break;
	fclose(status);
	must(kib > 0, "VmRSS");
	return kib;
}

int main(int argc, char **argv)
{
	long calls = argc > 1 ? atol(argv[1]) : 10000000;
	long marks[] = {calls / 100, calls / 10, calls}, used[3], done = 0;
	int i;

	for (i = 0; i < 3; i++) {
		for (; done < marks[i]; done += CALLS_PER_ROUND)
			do_round();
		used[i] = resident();
		printf("%9ld calls: %ld KiB\n", marks[i], used[i]);
		fflush(stdout);
	}
	if (used[2] > used[1] + ALLOWED) {
		printf("memory grew by %ld KiB\n", used[2] - used[1]);
		return 1;
	}
	return 0;
}
