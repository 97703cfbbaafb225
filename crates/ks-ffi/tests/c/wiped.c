/*
 * Checks that the secret of a freed signer and a freed keyring is not in the
 * process's writable memory: heap, stacks and data.
 */
#include <stdint.h>

#include "check.h"

#define LENGTH 32

/* The secret with some bits of each byte inverted, so that this copy does not
   count. */
static unsigned char masked[LENGTH];

static unsigned char mask(size_t i)
{
	return (unsigned char)(0x80 | i);
}

/* Counts the copies of the secret. */
static int places(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	char line[512];
	int found = 0;

	CHECK(maps != NULL);
	while (fgets(line, sizeof line, maps)) {
		unsigned long start, end, at;
		char access[8];

		if (sscanf(line, "%lx-%lx %7s", &start, &end, access) != 3 || access[0] != 'r' ||
		    access[1] != 'w')
			continue;
		for (at = start; at + LENGTH <= end; at++) {
			const volatile unsigned char *memory = (unsigned char *)(uintptr_t)at;
			size_t i = 0;

			while (i < LENGTH && (memory[i] ^ mask(i)) == masked[i])
				i++;
			found += i == LENGTH;
		}
	}
	fclose(maps);
	return found;
}

int main(void)
{
	static const char digits[] = "fedcba9876543210";
	char secret[LENGTH];
	volatile char *wipe = secret;
	kks_signer *signer = NULL;
	kks_keyring *keyring = NULL;
	kks_session session = a_session();
	char ks[512];
	size_t i;

	for (i = 0; i < LENGTH; i++) {
		secret[i] = digits[i * 7 % 16];
		masked[i] = (unsigned char)secret[i] ^ mask(i);
	}
	WANT(KKS_OK, kks_signer_new(1234567, secret, LENGTH, &signer, NULL));
	WANT(KKS_OK, kks_keyring_new(secret, LENGTH, &keyring, NULL));
	WANT(KKS_OK, kks_signer_generate(signer, &session, ks, sizeof ks, NULL, NULL));
	session.version = 1;
	WANT(KKS_OK, kks_signer_generate(signer, &session, ks, sizeof ks, NULL, NULL));
	for (i = 0; i < LENGTH; i++)
		wipe[i] = 0;
	CHECK(places() >= 2); /* or this program does not find the secret where it is */
	kks_signer_free(signer);
	kks_keyring_free(keyring);
	CHECK(places() == 0);
	puts("ok");
	return 0;
}
