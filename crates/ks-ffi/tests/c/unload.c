/*
 * Loads the library at run time, generates a KS, unloads the library and forks.
 * The fork must not call a handler of the library, whose code is gone.
 *
 *     unload PATH_OF_LIBKS
 */
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ks.h"

#define CHECK(holds)                                                             \
	do {                                                                     \
		if (!(holds)) {                                                  \
			fprintf(stderr, "unload.c:%d: %s\n", __LINE__, #holds); \
			exit(1);                                                 \
		}                                                                \
	} while (0)

static int is_loaded(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	char line[1024];
	int found = 0;

	CHECK(maps != NULL);
	while (fgets(line, sizeof line, maps))
		found |= strstr(line, "libks.so") != NULL;
	fclose(maps);
	return found;
}

/* Runs in a thread of its own: the C library keeps a library loaded as long as a
   thread has thread-local state of it. */
static void *generate_one(void *library)
{
	kks_status (*init)(kks_session *, size_t);
	kks_status (*generate)(int64_t, const char *, size_t, const kks_session *, char *, size_t,
			       size_t *, kks_error **);
	kks_session session;
	char ks[512];

	*(void **)&init = dlsym(library, "kks_session_init");
	*(void **)&generate = dlsym(library, "kks_generate");
	CHECK(init && generate);
	CHECK(init(&session, sizeof session) == KKS_OK);
	session.user_id = "ann";
	CHECK(generate(1, "0123456789abcdef0123456789abcdef", KKS_NUL_TERMINATED, &session, ks,
		       sizeof ks, NULL, NULL) == KKS_OK);
	return NULL;
}

int main(int argc, char **argv)
{
	void *library = argc > 1 ? dlopen(argv[1], RTLD_NOW) : NULL;
	int status = 1;
	pthread_t thread;
	pid_t child;

	CHECK(library != NULL && is_loaded());
	CHECK(pthread_create(&thread, NULL, generate_one, library) == 0);
	CHECK(pthread_join(thread, NULL) == 0);
	CHECK(dlclose(library) == 0 && !is_loaded());
	child = fork();
	if (child == 0)
		_exit(0);
	CHECK(waitpid(child, &status, 0) == child && status == 0);
	puts("ok");
	return 0;
}
