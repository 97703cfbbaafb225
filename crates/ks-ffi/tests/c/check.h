/* Helpers of the C test programs. */
#ifndef CHECK_H
#define CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ks.h"

/* Exits if a condition is false. */
#define CHECK(holds)                                                              \
	do {                                                                      \
		if (!(holds)) {                                                   \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #holds); \
			exit(1);                                                  \
		}                                                                 \
	} while (0)

/* Exits if a call returns another status. */
#define WANT(status, call)                                                         \
	do {                                                                       \
		kks_status got_ = (call);                                          \
		if (got_ != (status)) {                                            \
			fprintf(stderr, "%s:%d: %s: got %s, wanted %s\n", __FILE__, \
				__LINE__, #call, kks_status_code(got_),             \
				kks_status_code(status));                           \
			exit(1);                                                   \
		}                                                                  \
	} while (0)

#define Z KKS_NUL_TERMINATED
#define U KKS_UNSET
#define SECRET "0123456789abcdef0123456789abcdef"
#define NOW 1750000000

static inline kks_session a_session(void)
{
	kks_session session;

	WANT(KKS_OK, kks_session_init(&session, sizeof session));
	session.user_id = "user@example.com";
	session.privileges = "sview:0_abcdefgh,list:*,disableentitlement";
	session.expiry = 86400;
	session.now = NOW;
	return session;
}

static inline kks_signer *a_signer(void)
{
	kks_signer *signer = NULL;

	WANT(KKS_OK, kks_signer_new(1234567, SECRET, Z, &signer, NULL));
	return signer;
}

#endif
