package kaltura.ks;

import java.util.ArrayList;
import java.util.List;

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

    /** Adds a privilege to check. The value may be null. */
    public Request can(String name, String value) {
        can.add(new String[] {name, value});
        return this;
    }

    /** Sets the current time in Unix seconds. The default is the system clock. */
    public Request now(long unixSeconds) {
        this.now = unixSeconds;
        return this;
    }
}
