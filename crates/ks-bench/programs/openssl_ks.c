/* Generates v2 KSs with OpenSSL's libcrypto as fast as a careful C program can: one
 * buffer, no malloc, pooled random bytes, tables for escaping and base64. The protocol
 * is described in ../src/program.rs. */
#define OPENSSL_SUPPRESS_DEPRECATED /* for SHA1_Init, see sha1() */
#include <inttypes.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BLOCK = 16, HASH = SHA_DIGEST_LENGTH, RANDOM = 16, POOL = 4096, ROOM = 2048 };

typedef struct {
    const char *secret, *user_id, *privileges;
    int type, partner_id;
    int64_t expiry;
} inputs;

static void check(int ok, const char *what) {
    if (!ok) {
        fprintf(stderr, "openssl_ks: %s failed\n", what);
        exit(1);
    }
}

/* Uses the deprecated functions, because SHA1() and EVP_Digest() look up the algorithm
 * in each call, which takes longer than the hash itself. */
static void sha1(const void *bytes, size_t len, unsigned char out[HASH]) {
    SHA_CTX c;
    SHA1_Init(&c);
    SHA1_Update(&c, bytes, len);
    SHA1_Final(out, &c);
}

/* ---- random ---- */

static unsigned char pool[POOL];
static size_t pool_used = POOL;

static void random_block(unsigned char out[RANDOM]) {
    if (pool_used == POOL) {
        check(RAND_bytes(pool, POOL) == 1, "RAND_bytes");
        pool_used = 0;
    }
    memcpy(out, pool + pool_used, RANDOM);
    memset(pool + pool_used, 0, RANDOM);
    pool_used += RANDOM;
}

/* ---- text ---- */

static unsigned char plain_byte[256];
static char base64_pair[4096][2]; /* two characters per 12 bits */

static void make_tables(void) {
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for (const char *c = alphabet; *c; c++) plain_byte[(unsigned char)*c] = 1;
    plain_byte['.'] = 1;
    for (int i = 0; i < 4096; i++) {
        base64_pair[i][0] = alphabet[i >> 6];
        base64_pair[i][1] = alphabet[i & 63];
    }
}

static unsigned char *put(unsigned char *out, const char *text, size_t len) {
    memcpy(out, text, len);
    return out + len;
}

static unsigned char *put_escaped(unsigned char *out, const char *text, size_t len) {
    static const char upper[] = "0123456789ABCDEF";
    for (size_t i = 0; i < len; i++) {
        unsigned char byte = (unsigned char)text[i];
        if (plain_byte[byte]) {
            *out++ = byte;
        } else if (byte == ' ') {
            *out++ = '+';
        } else {
            *out++ = '%';
            *out++ = (unsigned char)upper[byte >> 4];
            *out++ = (unsigned char)upper[byte & 15];
        }
    }
    return out;
}

static unsigned char *put_number(unsigned char *out, int64_t number) {
    char digits[20];
    size_t at = sizeof digits;
    uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    do digits[--at] = (char)('0' + rest % 10);
    while (rest /= 10);
    if (number < 0) *out++ = '-';
    return put(out, digits + at, sizeof digits - at);
}

static unsigned char *put_fields(unsigned char *out, const inputs *in, int64_t now) {
    for (const char *at = in->privileges; *at;) {
        size_t len = strcspn(at, ",");
        const char *colon = memchr(at, ':', len);
        size_t name = colon ? (size_t)(colon - at) : len;
        out = put_escaped(out, at, name);
        *out++ = '=';
        if (colon) out = put_escaped(out, colon + 1, len - name - 1);
        *out++ = '&';
        at += len;
        if (*at) at++;
    }
    out = put(out, "_e=", 3);
    out = put_number(out, now + in->expiry);
    out = put(out, "&_t=", 4);
    out = put_number(out, in->type);
    out = put(out, "&_u=", 4);
    return put_escaped(out, in->user_id, strlen(in->user_id));
}

static void base64url(const unsigned char *in, size_t len, char *out) {
    for (; len >= 3; in += 3, len -= 3, out += 4) {
        unsigned bits = (unsigned)in[0] << 16 | (unsigned)in[1] << 8 | in[2];
        memcpy(out, base64_pair[bits >> 12], 2);
        memcpy(out + 2, base64_pair[bits & 4095], 2);
    }
    if (len) {
        unsigned bits = (unsigned)in[0] << 16 | (len == 2 ? (unsigned)in[1] << 8 : 0);
        memcpy(out, base64_pair[bits >> 12], 2);
        out[2] = len == 2 ? base64_pair[bits & 4095][0] : '=';
        out[3] = '=';
        out += 4;
    }
    *out = 0;
}

/* ---- KS ---- */

typedef struct {
    EVP_CIPHER_CTX *cipher;
    /* The last block of ciphertext, which CBC combines with the next first block. */
    unsigned char chained[BLOCK];
    unsigned char header[32];
    size_t header_len;
} signer;

static void derive_key(const inputs *in, unsigned char key[HASH]) {
    sha1(in->secret, strlen(in->secret), key);
}

static void keep_header(signer *s, const inputs *in) {
    unsigned char *end = put(s->header, "v2|", 3);
    end = put_number(end, in->partner_id);
    *end++ = '|';
    s->header_len = (size_t)(end - s->header);
}

static signer new_signer(const inputs *in) {
    static const unsigned char zero_iv[BLOCK];
    unsigned char key[HASH];
    signer s = {.cipher = EVP_CIPHER_CTX_new()};
    derive_key(in, key);
    check(s.cipher && EVP_EncryptInit_ex(s.cipher, EVP_aes_128_cbc(), NULL, key, zero_iv)
              && EVP_CIPHER_CTX_set_padding(s.cipher, 0),
          "EVP_EncryptInit_ex");
    keep_header(&s, in);
    return s;
}

static void free_signer(signer *s) { EVP_CIPHER_CTX_free(s->cipher); }

static void generate(signer *s, const inputs *in, int64_t now, char *ks) {
    unsigned char text[ROOM];
    int written;
    memcpy(text, s->header, s->header_len);
    unsigned char *cipher = text + s->header_len, *body = cipher + HASH;
    random_block(body);
    unsigned char *end = put_fields(body + RANDOM, in, now);
    sha1(body, (size_t)(end - body), cipher);
    while ((end - cipher) % BLOCK) *end++ = 0;
    size_t len = (size_t)(end - cipher);
    /* The IV of a KS is zero. Resetting it takes longer than canceling the block that
     * the context keeps from the previous KS. */
    for (int i = 0; i < BLOCK; i++) cipher[i] ^= s->chained[i];
    check(EVP_EncryptUpdate(s->cipher, cipher, &written, cipher, (int)len), "EVP_EncryptUpdate");
    memcpy(s->chained, end - BLOCK, BLOCK);
    base64url(text, s->header_len + len, ks);
}

/* ---- jobs ---- */

static signer kept;

static void generate_kept(const inputs *in, int64_t now, char *ks) {
    generate(&kept, in, now, ks);
}

static void generate_anew(const inputs *in, int64_t now, char *ks) {
    signer s = new_signer(in);
    generate(&s, in, now, ks);
    free_signer(&s);
}

static int64_t nanoseconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

int main(int argc, char **argv) {
    if (argc != 7) {
        fprintf(stderr, "usage: openssl_ks SECRET USER_ID TYPE PARTNER_ID EXPIRY PRIVILEGES\n");
        return 2;
    }
    inputs in = {.secret = argv[1], .user_id = argv[2], .type = atoi(argv[3]),
                 .partner_id = atoi(argv[4]), .expiry = atoll(argv[5]), .privileges = argv[6]};
    make_tables();
    kept = new_signer(&in);

    char line[128], name[64], ks[ROOM * 2];
    long count;
    while (fgets(line, sizeof line, stdin)) {
        check(sscanf(line, "%63s %ld", name, &count) == 2, "reading a job");
        void (*job)(const inputs *, int64_t, char *) = strcmp(name, "kept") == 0   ? generate_kept
                                                       : strcmp(name, "anew") == 0 ? generate_anew
                                                                                   : NULL;
        check(job != NULL, "finding the job");
        int64_t now = time(NULL), start = nanoseconds();
        for (long i = 0; i < count; i++) job(&in, now, ks);
        printf("{\"ns\": %" PRId64 ", \"ks\": \"%s\"}\n", nanoseconds() - start, ks);
        fflush(stdout);
    }
    free_signer(&kept);
    return 0;
}
