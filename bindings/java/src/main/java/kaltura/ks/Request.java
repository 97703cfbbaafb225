package kaltura.ks;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A request to Kaltura's server. */
public final class Request {
    Long now;
    String remoteAddr;
    String requestUri;
    final List<String[]> can = new ArrayList<>();

    /** Sets the client's IP address. */
    public Request remoteAddr(String address) {
        this.remoteAddr = address;
        return this;
    }

    /** Sets the path and query. */
    public Request requestUri(String uri) {
        this.requestUri = uri;
        return this;
    }

    /** Asks whether the KS has a privilege. */
    public Request can(String name) {
        can.add(new String[] {Objects.requireNonNull(name), null});
        return this;
    }

    /** Asks whether the KS grants this value of a privilege, which must not be null. */
    public Request can(String name, String value) {
        can.add(new String[] {Objects.requireNonNull(name), Objects.requireNonNull(value)});
        return this;
    }

    /** Sets the current time in Unix seconds. The default is the system clock. */
    public Request now(long unixSeconds) {
        this.now = unixSeconds;
        return this;
    }
}
