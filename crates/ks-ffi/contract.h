/*
 * libks: make, sign, read and check Kaltura Sessions (KS) without a network.
 *
 *     kks_signer *signer;
 *     kks_session session;
 *     kks_error *error = NULL;
 *     char ks[512];
 *
 *     if (kks_signer_new(1234567, secret, KKS_NUL_TERMINATED, &signer, &error) != KKS_OK)
 *         ...; // kks_error_message(error) says what to do
 *     kks_session_init(&session, sizeof session);
 *     session.user_id = "user@example.com";
 *     session.expiry = 3600;
 *     session.privileges = "sview:0_abc123";
 *     if (kks_signer_generate(signer, &session, ks, sizeof ks, NULL, &error) == KKS_OK)
 *         puts(ks);
 *     kks_signer_free(signer);
 *
 * This page holds for every function below.
 *
 * Errors. A function that can fail returns a status: KKS_OK (0), or a number
 * that is explained below and is never used for anything else. Below 100 it is
 * about the call: an argument that it does not take, a buffer that is too small,
 * a value that is not there, a defect. From 100 an input cannot be used, from
 * 200 the text is no KS, from 300 the KS was read and the answer is no.
 * kks_status_message has a sentence for each. Where the last argument is a
 * kks_error **, a failure writes an error object there, with the particulars in
 * words; give NULL if the status is enough. Nothing is written there on success,
 * so set the pointer to NULL first, and free what is there with kks_error_free.
 * There is no "last error" anywhere else. No error holds a secret.
 *
 * Order. The handle comes first, then the inputs, then the outputs, then the
 * error. Outputs are written only on success, but for *length (see Buffers) and
 * the error.
 *
 * Text in. Every text is a pointer and a length, and a text that ends in NUL may
 * have the length KKS_NUL_TERMINATED. A NULL pointer is a text that is not given;
 * a pointer with length 0 is an empty text, which is something else. Text is
 * UTF-8. What is given is only read during the call; nothing keeps a pointer.
 *
 * Buffers. Text out goes into a buffer of the caller's: its address, its capacity
 * in bytes, and a place for the length (or NULL). The text ends in NUL, which the
 * length does not count, so capacity must be greater than the length. When the
 * buffer is too small the call returns KKS_BUFFER_TOO_SMALL and *length says what
 * the text would need; a NULL buffer of capacity 0 asks just that. The buffer may
 * overlap the inputs.
 *
 * Structs. kks_session, kks_request and kks_expected begin with their size, so
 * that later versions can add fields, and with a mark. Prepare each with its
 * _init function, which sets both, and set what you need; numbers that are left
 * at KKS_UNSET are not given. A struct that was not prepared, such as one of
 * zeros, is refused with KKS_INVALID_STRUCT, not guessed at.
 *
 * Handles. What a function writes to a T ** is yours: free it once with the
 * _free function of its type. NULL is fine to free. A freed handle, or one of
 * another type, gets KKS_INVALID_HANDLE where that can still be told; do not
 * count on it. Secrets are wiped when their handle is freed.
 *
 * Threads. Every function may be called from any thread. Handles are not changed
 * by being used, so threads may share them without a lock; free a handle when no
 * other thread uses it any more.
 *
 * Fork. The library may be used on both sides of a fork: a child never repeats
 * the random blocks of its parent.
 *
 * Clock. Times are in Unix seconds. `now` is the system's clock when left at
 * KKS_UNSET.
 *
 * A defect of the library never ends the program by a panic: the call returns
 * KKS_INTERNAL_ERROR.
 *
 * Linking. `cargo xtask install --prefix DIR` puts libks.so and libks.a below DIR.
 * pkg-config finds them as kaltura-ks (PKG_CONFIG_PATH=DIR/lib/pkgconfig), CMake
 * as kaltura-ks::shared and kaltura-ks::static (CMAKE_PREFIX_PATH=DIR).
 *
 *     cc p.c $(pkg-config --cflags --libs kaltura-ks)                   libks.so
 *     cc p.c -IDIR/include DIR/lib/libks.a -lpthread -ldl -lm            libks.a
 *     cc -static p.c $(pkg-config --static --cflags --libs kaltura-ks)   all static
 *
 * Where the loader does not look into DIR/lib by itself, a program with libks.so
 * needs -Wl,-rpath,DIR/lib when it is linked, or LD_LIBRARY_PATH when it runs.
 */
