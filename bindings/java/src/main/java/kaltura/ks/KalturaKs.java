package kaltura.ks;

import static kaltura.ks.Convert.advice;
import static kaltura.ks.Convert.bytes;
import static kaltura.ks.Convert.checked;
import static kaltura.ks.Convert.entries;
import static kaltura.ks.Convert.field;
import static kaltura.ks.Convert.length;
import static kaltura.ks.Convert.string;

import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.List;
import kaltura.ks.Structs.SessionStruct;

/**
 * Generates, decodes and verifies Kaltura Sessions (KSs) offline, with libks.
 *
 * <p>All rules, defaults and messages are those of libks, which {@code ks.h} documents. Errors are
 * {@link KsException}. All methods can be called from several threads.
 *
 * <p>License: MIT OR Apache-2.0.
 */
public final class KalturaKs {
    /** The session type for end users. */
    public static final int USER = 0;

    /** The session type that can do everything in the account. Never give an ADMIN KS to an end user. */
    public static final int ADMIN = 2;

    private KalturaKs() {}

    /** Generates one KS. To generate many, create a {@link Signer}. */
    public static String generate(long partnerId, String secret, Session session) {
        try (Signer signer = new Signer(partnerId, secret)) {
            return signer.generate(session);
        }
    }

    /** Reads a KS without a secret. Nothing in the result is verified. */
    public static Unverified inspect(String ks) {
        byte[] text = bytes(ks);
        Handle handle = Handle.create(LibKs::kks_unverified_free, (unverified, error) ->
            LibKs.kks_inspect(text, length(text), unverified, error));
        Unverified unverified = new Unverified(handle);
        handle.close();
        return unverified;
    }

    /** Finds the first KS in a URL, a JSON body, a log line or any other text. Returns null if there is none. */
    public static FoundKs find(String text) {
        byte[] bytes = bytes(text);
        LongByReference offset = new LongByReference();
        LongByReference foundLength = new LongByReference();
        RawValue ks = field((buffer, capacity, length) ->
            LibKs.kks_find(bytes, length(bytes), buffer, capacity, length, offset, foundLength));
        return ks.bytes == null ? null : new FoundKs(ks.text(), offset.getValue(), foundLength.getValue());
    }

    /** Returns advice on a session before it is signed. */
    public static List<Advice> lint(Session session) {
        SessionStruct c = session.struct();
        PointerByReference list = new PointerByReference();
        checked(error -> LibKs.kks_lint(c, list, error));
        return advice(entries(list.getValue()));
    }

    /**
     * Computes the tokenHash argument of appToken.startSession.
     *
     * @param ks the KS that the API call itself carries
     * @param hashType "SHA1" (also for null), "MD5", "SHA256" or "SHA512"
     */
    public static String appTokenHash(String ks, String token, String hashType) {
        byte[] ksBytes = bytes(ks);
        byte[] tokenBytes = bytes(token);
        byte[] typeBytes = bytes(hashType);
        return string((buffer, capacity, length, error) -> LibKs.kks_app_token_hash(ksBytes, length(ksBytes),
            tokenBytes, length(tokenBytes), typeBytes, length(typeBytes), buffer, capacity, length, error));
    }
}
