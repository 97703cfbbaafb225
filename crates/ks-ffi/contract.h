/*
 * libks: generate, decode and verify Kaltura Sessions (KSs) offline.
 *
 *     kks_signer *signer;
 *     kks_session session;
 *     kks_error *error = NULL;
 *     char ks[512];
 *
 *     if (kks_signer_new(1234567, secret, KKS_NUL_TERMINATED, &signer, &error) != KKS_OK)
 *         ...; // kks_error_message(error) says what is wrong and what to do
 *     kks_session_init(&session, sizeof session);
 *     session.user_id = "user@example.com";
 *     session.expiry = 3600;
 *     session.privileges = "sview:0_abc123";
 *     if (kks_signer_generate(signer, &session, ks, sizeof ks, NULL, &error) == KKS_OK)
 *         puts(ks);
 *     kks_signer_free(signer);
 *
 * The following applies to every function.
 *
 * Errors. A function that can fail returns a status: KKS_OK (0) or an error.
 * Statuses 1-99 mean that the call itself is wrong or its result does not
 * exist; 100-199: an input is invalid; 200-299: the text is not a KS; 300-399:
 * the KS was readable and was rejected. A number never changes its meaning.
 * kks_status_message describes each status. If the last parameter is a
 * kks_error **, a function that fails writes an error object there, which
 * contains the details. Pass NULL if you only need the status. On success
 * nothing is written there, so initialize the pointer to NULL, and free the
 * error with kks_error_free. Errors never contain a secret.
 *
 * Parameters. A handle comes first, followed by inputs, outputs and the error.
 * A function that fails writes no outputs except the error and, for
 * KKS_BUFFER_TOO_SMALL, *length.
 *
 * Text input. Text is UTF-8, passed as a pointer and a length in bytes. The
 * length of text that ends in NUL may be KKS_NUL_TERMINATED. A NULL pointer
 * means that the text is not set, which differs from an empty text (a pointer
 * and the length 0). The library only reads inputs during the call and keeps no
 * pointers to them.
 *
 * Text output. The caller passes a buffer, its capacity in bytes, and a pointer
 * for the length of the text, which may be NULL. The text ends in NUL, which
 * the length does not include, so the capacity must be greater than the length.
 * If the buffer is too small, the function returns KKS_BUFFER_TOO_SMALL and
 * sets *length to the length of the text. To ask for the length only, pass NULL
 * and the capacity 0. The buffer may overlap the inputs.
 *
 * Structs. Initialize kks_session, kks_request and kks_verify_options with
 * their _init function before you set any field. It sets every number to
 * KKS_UNSET, which means that the number is not set, and stores the size of the
 * struct, so that later versions of the library can add fields. Functions
 * reject a struct that is not initialized with KKS_INVALID_STRUCT.
 *
 * Handles. A function that writes a handle to a T ** creates it. Free it once
 * with the _free function of its type, which accepts NULL. Functions return
 * KKS_INVALID_HANDLE for a freed handle or a handle of another type if they can
 * still detect it, but do not rely on that. Freeing a handle wipes its secrets.
 *
 * Threads. All functions are thread-safe. Handles are immutable, so threads can
 * share them without locking. Make sure that no other thread is using a handle
 * before you free it.
 *
 * Fork. Both processes can use the library after fork. A child never repeats a
 * nonce of its parent.
 *
 * Time. Times are in Unix seconds. `now` defaults to the system clock.
 *
 * Panics. A bug in the library does not abort the program: the function returns
 * KKS_INTERNAL_ERROR.
 *
 * Linking. `cargo xtask install --prefix DIR` installs libks.so and libks.a.
 * pkg-config finds them as kaltura-ks (PKG_CONFIG_PATH=DIR/lib/pkgconfig), CMake
 * as kaltura-ks::shared and kaltura-ks::static (CMAKE_PREFIX_PATH=DIR).
 *
 *     cc p.c $(pkg-config --cflags --libs kaltura-ks)                   libks.so
 *     cc p.c -IDIR/include DIR/lib/libks.a -lpthread -ldl -lm            libks.a
 *     cc -static p.c $(pkg-config --static --cflags --libs kaltura-ks)   all static
 *
 * If DIR/lib is not on the loader's search path, a program that uses libks.so
 * needs -Wl,-rpath,DIR/lib when you link it, or LD_LIBRARY_PATH=DIR/lib when you
 * run it.
 */
