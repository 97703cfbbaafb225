package kaltura.ks;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiPredicate;

/** What {@link Keyring#verify} checks. */
public final class VerifyOptions {
    final long partnerId;
    Long now;
    String remoteAddr;
    String requestUri;
    final List<String[]> required = new ArrayList<>();
    BiPredicate<String, String> revoked;

    /** Requires a KS of this partner. */
    public VerifyOptions(long partnerId) {
        this.partnerId = partnerId;
    }

    /** Sets the client's IP address. Without it, a KS with an iprestrict privilege is rejected. */
    public VerifyOptions remoteAddr(String address) {
        this.remoteAddr = address;
        return this;
    }

    /** Sets the path and query. Without it, a KS with a urirestrict privilege is rejected. */
    public VerifyOptions requestUri(String uri) {
        this.requestUri = uri;
        return this;
    }

    /** Requires that the KS has a privilege, whatever its value. */
    public VerifyOptions require(String name) {
        required.add(new String[] {Objects.requireNonNull(name), null});
        return this;
    }

    /** Requires that the KS grants this value of a privilege, which must not be null or empty. */
    public VerifyOptions require(String name, String value) {
        required.add(new String[] {Objects.requireNonNull(name), Objects.requireNonNull(value)});
        return this;
    }

    /**
     * Sets a check that returns true if the session with this session hash and group hash was revoked.
     * The group hash is null if the session is in no group.
     */
    public VerifyOptions revoked(BiPredicate<String, String> revoked) {
        this.revoked = revoked;
        return this;
    }

    /** Sets the current time in Unix seconds. The default is the system clock. */
    public VerifyOptions now(long unixSeconds) {
        this.now = unixSeconds;
        return this;
    }
}
