/*
 * Generates KSs in two threads that share a signer without locking. Checks that
 * all KSs differ and decode, and that the memory of the process does not grow.
 *
 *     threads HOW_MANY_KSS
 */
#include <pthread.h>
#include <unistd.h>

#include "check.h"

#define THREADS 2

static kks_signer *signer;
static kks_keyring *keyring;
static long each;
static pthread_barrier_t warm;

/* Returns the number of pages of the process that are in memory. */
static long resident(void)
{
	FILE *file = fopen("/proc/self/statm", "r");
	long all = 0, here = 0;

	CHECK(file != NULL && fscanf(file, "%ld %ld", &all, &here) == 2);
	fclose(file);
	return here;
}

static void *make(void *unused)
{
	kks_session session = a_session();
	char ks[2][512];
	long i;

	(void)unused;
	ks[0][0] = ks[1][0] = 0;
	for (i = 0; i < each; i++) {
		if (i == each / 10) {
			pthread_barrier_wait(&warm);
			pthread_barrier_wait(&warm);
		}
		WANT(KKS_OK, kks_signer_generate(signer, &session, ks[i & 1], 512, NULL, NULL));
		CHECK(strcmp(ks[0], ks[1]) != 0);
		if (i % 16 == 0) {
			kks_decoded *decoded = NULL;
			kks_error *error = NULL;

			WANT(KKS_OK, kks_decode(keyring, ks[i & 1], Z, &decoded, NULL));
			WANT(KKS_OK, kks_decoded_free(decoded));
			WANT(KKS_NOT_BASE64, kks_decode(keyring, "!", Z, &decoded, &error));
			WANT(KKS_OK, kks_error_free(error));
		}
	}
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t threads[THREADS];
	long before, after, i;

	each = (argc > 1 ? atol(argv[1]) : 100000) / THREADS;
	signer = a_signer();
	WANT(KKS_OK, kks_keyring_new(SECRET, Z, &keyring, NULL));
	CHECK(pthread_barrier_init(&warm, NULL, THREADS + 1) == 0);
	for (i = 0; i < THREADS; i++)
		CHECK(pthread_create(&threads[i], NULL, make, NULL) == 0);
	pthread_barrier_wait(&warm);
	before = resident();
	pthread_barrier_wait(&warm);
	for (i = 0; i < THREADS; i++)
		CHECK(pthread_join(threads[i], NULL) == 0);
	after = resident();
	printf("%ld KSs, %ld KiB after a tenth of them, %ld KiB at the end\n", each * THREADS,
	       before * sysconf(_SC_PAGESIZE) / 1024, after * sysconf(_SC_PAGESIZE) / 1024);
	/* A short run under valgrind would measure valgrind. */
	CHECK(each < 1000000 || after - before < 64); /* pages */
	kks_signer_free(signer);
	kks_keyring_free(keyring);
	return 0;
}
