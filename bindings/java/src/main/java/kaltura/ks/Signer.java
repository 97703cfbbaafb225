package kaltura.ks;

import static kaltura.ks.Convert.bytes;
import static kaltura.ks.Convert.check;
import static kaltura.ks.Convert.length;
import static kaltura.ks.Convert.number;
import static kaltura.ks.Convert.string;

import com.sun.jna.ptr.IntByReference;
import kaltura.ks.Structs.SessionStruct;

/**
 * Generates and renews KSs for one partner. It derives the key from the secret once. Closing it wipes the
 * secret; the garbage collector does the same.
 */
public final class Signer implements AutoCloseable {
    private final Handle handle;

    /** Creates a signer from the partner's admin secret. */
    public Signer(long partnerId, String secret) {
        try (Keyring keyring = new Keyring(secret)) {
            handle = keyring.signerHandle(partnerId);
        }
    }

    Signer(Handle handle) {
        this.handle = handle;
    }

    /** Returns the partner id. */
    public int partnerId() {
        IntByReference partnerId = new IntByReference();
        check(handle.call(pointer -> LibKs.kks_signer_partner_id(pointer, partnerId)));
        return partnerId.getValue();
    }

    /** Generates a KS. */
    public String generate(Session session) {
        SessionStruct c = session.struct();
        return string((buffer, capacity, length, error) -> handle.call(pointer ->
            LibKs.kks_signer_generate(pointer, c, buffer, capacity, length, error)));
    }

    /**
     * Generates a KS with the version and content of another one and a new expiry. The old KS may have
     * expired. Verify a KS from outside your program before you renew it.
     */
    public String renew(String ks, Renewal renewal) {
        byte[] text = bytes(ks);
        return string((buffer, capacity, length, error) -> handle.call(pointer ->
            LibKs.kks_signer_renew(pointer, text, length(text), number(renewal.expiry),
                number(renewal.expiresAt), number(renewal.now), buffer, capacity, length, error)));
    }

    @Override
    public void close() {
        handle.close();
    }
}
