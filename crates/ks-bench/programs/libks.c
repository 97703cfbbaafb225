/* Generates and reads KSs with the C ABI of libks, with the protocol described in
 * ../src/program.rs. Like the core's jobs, it does not read the clock in each call. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ks.h"

enum { ROOM = 1024 };

static kks_signer *signer;
static kks_keyring *keyring;
static kks_session session;
static kks_verify_options options;
static char ks[ROOM];
static size_t length;

static void check(int ok, const char *what) {
    if (!ok) {
        fprintf(stderr, "libks: %s failed\n", what);
        exit(1);
    }
}

static void generate(void) {
    check(kks_signer_generate(signer, &session, ks, ROOM, &length, NULL) == KKS_OK, "generate");
}

static void decode(void) {
    kks_decoded *decoded;
    check(kks_decode(keyring, ks, length, &decoded, NULL) == KKS_OK, "decode");
    kks_decoded_free(decoded);
}

static void verify(void) {
    kks_verified *verified;
    check(kks_verify(keyring, ks, length, &options, &verified, NULL) == KKS_OK, "verify");
    kks_verified_free(verified);
}

static int64_t nanoseconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

int main(int argc, char **argv) {
    if (argc != 7) {
        fprintf(stderr, "usage: libks SECRET USER_ID TYPE PARTNER_ID EXPIRY PRIVILEGES\n");
        return 2;
    }
    int64_t partner_id = atoll(argv[4]);
    check(kks_signer_new(partner_id, argv[1], KKS_NUL_TERMINATED, &signer, NULL) == KKS_OK, "signer");
    check(kks_keyring_new(argv[1], KKS_NUL_TERMINATED, &keyring, NULL) == KKS_OK, "keyring");
    kks_session_init(&session, sizeof session);
    session.user_id = argv[2];
    session.type = atoll(argv[3]);
    session.expiry = atoll(argv[5]);
    session.privileges = argv[6];
    kks_verify_options_init(&options, sizeof options);
    options.partner_id = partner_id;
    session.now = options.now = time(NULL);
    generate();

    char line[128], name[64];
    long count;
    while (fgets(line, sizeof line, stdin)) {
        check(sscanf(line, "%63s %ld", name, &count) == 2, "reading a job");
        void (*job)(void) = strcmp(name, "generate") == 0 ? generate
                            : strcmp(name, "decode") == 0 ? decode
                            : strcmp(name, "verify") == 0 ? verify
                                                          : NULL;
        check(job != NULL, "finding the job");
        int64_t start = nanoseconds();
        for (long i = 0; i < count; i++) job();
        printf("{\"ns\": %" PRId64 ", \"ks\": \"%s\"}\n", nanoseconds() - start, ks);
        fflush(stdout);
    }
    kks_signer_free(signer);
    kks_keyring_free(keyring);
    return 0;
}
