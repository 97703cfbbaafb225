package kaltura.ks;

import static kaltura.ks.Convert.bytes;
import static kaltura.ks.Convert.check;
import static kaltura.ks.Convert.copy;
import static kaltura.ks.Convert.length;
import static kaltura.ks.Convert.number;

import com.sun.jna.Memory;
import java.util.Arrays;
import kaltura.ks.Structs.RequestStruct;
import kaltura.ks.Structs.VerifyOptionsStruct;

/**
 * A partner's admin secrets, in the order they are tried. Closing it wipes the secrets; the garbage
 * collector does the same.
 */
public final class Keyring implements AutoCloseable {
    private final Handle handle;

    /** Creates a keyring. During a rotation, pass the current secret first. */
    public Keyring(String... secrets) {
        byte[][] texts = new byte[secrets.length][];
        for (int i = 0; i < secrets.length; i++) {
            texts[i] = bytes(secrets[i]);
        }
        handle = create(texts);
    }

    private static Handle create(byte[][] secrets) {
        Memory[] copies = new Memory[secrets.length];
        try (Memory pointers = new Memory(8L * secrets.length + 1);
            Memory lengths = new Memory(8L * secrets.length + 1)) {
            for (int i = 0; i < secrets.length; i++) {
                copies[i] = copy(secrets[i]);
                pointers.setPointer(8L * i, copies[i]);
                lengths.setLong(8L * i, secrets[i].length);
            }
            return Handle.create(LibKs::kks_keyring_free, (keyring, error) ->
                LibKs.kks_keyring_with_secrets(pointers, lengths, secrets.length, keyring, error));
        } finally {
            for (int i = 0; i < secrets.length; i++) {
                Arrays.fill(secrets[i], (byte) 0);
                if (copies[i] != null) {
                    copies[i].clear();
                    copies[i].close();
                }
            }
        }
    }

    Handle signerHandle(long partnerId) {
        return Handle.create(LibKs::kks_signer_free, (signer, error) -> handle.call(pointer ->
            LibKs.kks_keyring_signer(pointer, partnerId, signer, error)));
    }

    /** Creates a signer that signs with the first secret and renews a KS that any secret signed. */
    public Signer signer(long partnerId) {
        return new Signer(signerHandle(partnerId));
    }

    /**
     * Verifies a KS for a service, or throws the reason for rejecting it.
     *
     * <p>A verified KS may still be anonymous: anyone can obtain a widget session. Check {@code
     * isAnonymous} if you need a user.
     */
    public Verified verify(String ks, VerifyOptions options) {
        VerifyOptionsStruct c = new VerifyOptionsStruct();
        check(LibKs.kks_verify_options_init(c, c.size()));
        c.read();
        c.partner_id = options.partnerId;
        c.now = number(options.now);
        c.remote_addr = c.text(options.remoteAddr);
        c.remote_addr_length = length(c.remote_addr);
        c.request_uri = c.text(options.requestUri);
        c.request_uri_length = length(c.request_uri);
        c.required = c.privileges(options.required);
        c.required_count = options.required.size();
        byte[] text = bytes(ks);
        Handle created = Handle.create(LibKs::kks_verified_free, (verified, error) -> handle.call(pointer ->
            LibKs.kks_verify(pointer, text, length(text), c, verified, error)));
        Verified verified = new Verified(created);
        created.close();
        if (options.revoked != null && options.revoked.test(verified.sessionHash, verified.groupHash)) {
            check(309); // KKS_REVOKED
        }
        return verified;
    }

    /**
     * Checks the signature of a KS and decodes its fields as the server does. Use {@link #verify} for
     * access control.
     */
    public Decoded decode(String ks) {
        byte[] text = bytes(ks);
        return new Decoded(Handle.create(LibKs::kks_decoded_free, (decoded, error) -> handle.call(pointer ->
            LibKs.kks_decode(pointer, text, length(text), decoded, error))));
    }

    /**
     * Predicts Kaltura's answer to a KS and explains it. The text is a KS, or contains one, such as a URL or a
     * log line. It may also be one of Kaltura's error answers.
     */
    public Explanation explain(String text, Request request) {
        RequestStruct c = new RequestStruct();
        check(LibKs.kks_request_init(c, c.size()));
        c.read();
        c.now = number(request.now);
        c.remote_addr = c.text(request.remoteAddr);
        c.remote_addr_length = length(c.remote_addr);
        c.request_uri = c.text(request.requestUri);
        c.request_uri_length = length(c.request_uri);
        c.can = c.privileges(request.can);
        c.can_count = request.can.size();
        byte[] bytes = bytes(text);
        Handle created = Handle.create(LibKs::kks_explanation_free, (explanation, error) ->
            handle.call(pointer -> LibKs.kks_explain(pointer, bytes, length(bytes), c, explanation, error)));
        Explanation explanation = new Explanation(created);
        created.close();
        return explanation;
    }

    @Override
    public void close() {
        handle.close();
    }
}
