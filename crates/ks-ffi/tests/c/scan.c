/*
 * Uses signers and keyrings in every way, frees them, and counts the copies of
 * the secret and of the keys in the writable memory of the process: heap, stacks
 * and data.
 *
 *     scan SECRET DIGEST KEY...
 *
 * The arguments are the secret, its SHA-1 digest, the AES key and the round keys,
 * in hex. Each byte is masked, so that the arguments do not count as copies. The
 * program prints the counts while the handles exist and after they are freed, each
 * as a line with the counts of the secret, the digest, the key and the round keys.
 */
#include <pthread.h>
#include <stdint.h>

#include "check.h"

#define MOST 32
#define LONGEST 32

/* What the program searches for, masked. */
static unsigned char patterns[MOST][LONGEST];
static size_t lengths[MOST];
static size_t pattern_count;
/* The patterns that begin with a byte, as bits. */
static uint32_t begins[256];

static unsigned char mask(size_t i)
{
	return (unsigned char)(0x80 | i);
}

static void wipe(void *memory, size_t length)
{
	volatile unsigned char *bytes = memory;

	while (length--)
		bytes[length] = 0;
}

static void read_pattern(const char *hex)
{
	unsigned int byte;
	size_t length = 0;

	CHECK(pattern_count < MOST);
	for (; hex[0] && hex[1]; hex += 2) {
		CHECK(length < LONGEST && sscanf(hex, "%2x", &byte) == 1);
		patterns[pattern_count][length++] = (unsigned char)byte;
	}
	lengths[pattern_count] = length;
	begins[patterns[pattern_count][0] ^ mask(0)] |= UINT32_C(1) << pattern_count;
	pattern_count++;
}

/* Counts the patterns in a region and prints nothing, so that it copies nothing. */
static void count_in(const volatile unsigned char *start, const volatile unsigned char *end,
		     size_t *counts)
{
	for (; start < end; start++) {
		uint32_t candidates = begins[*start];
		size_t pattern, i;

		for (pattern = 0; candidates; pattern++, candidates >>= 1) {
			if (!(candidates & 1) || (size_t)(end - start) < lengths[pattern])
				continue;
			for (i = 0; i < lengths[pattern]; i++)
				if ((start[i] ^ mask(i)) != patterns[pattern][i])
					break;
			counts[pattern] += i == lengths[pattern];
		}
	}
}

static void print_counts(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	size_t counts[MOST] = {0}, round_keys = 0, i;
	char line[512];

	CHECK(maps != NULL);
	while (fgets(line, sizeof line, maps)) {
		unsigned long start, end;
		char access[8];

		if (sscanf(line, "%lx-%lx %7s", &start, &end, access) == 3 && access[0] == 'r' &&
		    access[1] == 'w')
			count_in((unsigned char *)(uintptr_t)start, (unsigned char *)(uintptr_t)end,
				 counts);
	}
	fclose(maps);
	for (i = 3; i < pattern_count; i++)
		round_keys += counts[i];
	printf("%zu %zu %zu %zu\n", counts[0], counts[1], counts[2], round_keys);
}

static kks_signer *signers[3];
static kks_keyring *keyrings[2];

/* Generates, verifies, decodes, explains and renews KSs of one version. */
static void use(const kks_signer *signer, const kks_keyring *keyring, int64_t version)
{
	kks_session session = a_session();
	kks_verify_options options;
	kks_request request;
	kks_verified *verified = NULL;
	kks_decoded *decoded = NULL;
	kks_explanation *explanation = NULL;
	char ks[512], renewed[512];

	session.version = version;
	WANT(KKS_OK, kks_signer_generate(signer, &session, ks, sizeof ks, NULL, NULL));
	WANT(KKS_OK, kks_verify_options_init(&options, sizeof options));
	options.partner_id = 1234567;
	options.now = NOW;
	WANT(KKS_OK, kks_verify(keyring, ks, Z, &options, &verified, NULL));
	kks_verified_free(verified);
	WANT(KKS_OK, kks_decode(keyring, ks, Z, &decoded, NULL));
	kks_decoded_free(decoded);
	WANT(KKS_OK, kks_request_init(&request, sizeof request));
	WANT(KKS_OK, kks_explain(keyring, ks, Z, &request, &explanation, NULL));
	kks_explanation_free(explanation);
	WANT(KKS_OK, kks_signer_renew(signer, ks, Z, 60, U, NOW, renewed, sizeof renewed, NULL, NULL));
}

/* Creates and uses every handle. The secret is in memory only during this call. */
static void *use_all(void *unused)
{
	char secret[LONGEST];
	const char *secrets[] = {"fedcba9876543210fedcba9876543210", secret};
	const size_t sizes[] = {32, LONGEST};
	kks_session session = a_session();
	char ks[512];
	size_t i;

	for (i = 0; i < LONGEST; i++)
		secret[i] = (char)(patterns[0][i] ^ mask(i));
	WANT(KKS_OK, kks_signer_new(1234567, secret, LONGEST, &signers[0], NULL));
	WANT(KKS_OK, kks_signer_new(1234567, secret, LONGEST, &signers[1], NULL));
	WANT(KKS_OK, kks_keyring_new(secret, LONGEST, &keyrings[0], NULL));
	WANT(KKS_OK, kks_keyring_with_secrets(secrets, sizes, 2, &keyrings[1], NULL));
	WANT(KKS_OK, kks_keyring_signer(keyrings[0], 1234567, &signers[2], NULL));
	WANT(KKS_OK, kks_generate(1234567, secret, LONGEST, &session, ks, sizeof ks, NULL, NULL));
	wipe(secret, sizeof secret);
	for (i = 0; i < 3; i++) {
		use(signers[i], keyrings[i % 2], 2);
		use(signers[i], keyrings[i % 2], 1);
	}
	return unused;
}

static void free_all(void)
{
	size_t i;

	for (i = 0; i < 3; i++) {
		WANT(KKS_OK, kks_signer_free(signers[i]));
		signers[i] = NULL;
	}
	for (i = 0; i < 2; i++) {
		WANT(KKS_OK, kks_keyring_free(keyrings[i]));
		keyrings[i] = NULL;
	}
}

int main(int argc, char **argv)
{
	pthread_t thread;
	int i;

	for (i = 1; i < argc; i++)
		read_pattern(argv[i]);
	CHECK(pattern_count > 3 && lengths[0] == LONGEST);
	use_all(NULL);
	print_counts();
	free_all();
	/* The stack of another thread, which glibc keeps for the next one. */
	CHECK(pthread_create(&thread, NULL, use_all, NULL) == 0);
	CHECK(pthread_join(thread, NULL) == 0);
	free_all();
	print_counts();
	return 0;
}
