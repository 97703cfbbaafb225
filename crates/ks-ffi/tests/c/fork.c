/*
 * Prints KSs that several forked processes generate, one per line. All sessions
 * are equal, so two equal lines mean two equal nonces.
 */
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

#define EACH 200

static kks_signer *signer;
static kks_session session;

static void print_some(void)
{
	char ks[512];
	int i;

	for (i = 0; i < EACH; i++) {
		WANT(KKS_OK, kks_signer_generate(signer, &session, ks, sizeof ks, NULL, NULL));
		puts(ks);
	}
	fflush(stdout);
}

int main(void)
{
	int generation, status;

	signer = a_signer();
	session = a_session();
	print_some(); /* initializes the random number generator before the first fork */
	for (generation = 0; generation < 3; generation++) {
		pid_t child = fork();

		CHECK(child >= 0);
		if (child == 0) {
			print_some();
			if (fork() == 0) {
				print_some();
				_exit(0);
			}
			wait(&status);
			_exit(status != 0);
		}
		print_some();
		CHECK(waitpid(child, &status, 0) == child && status == 0);
	}
	kks_signer_free(signer);
	return 0;
}
