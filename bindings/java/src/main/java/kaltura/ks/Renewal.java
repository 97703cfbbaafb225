package kaltura.ks;

/** The end of a renewed KS. The default is one day from now. */
public final class Renewal {
    Long expiry;
    Long expiresAt;
    Long now;

    /** Sets the new lifetime in seconds. */
    public Renewal expiry(long seconds) {
        this.expiry = seconds;
        return this;
    }

    /** Sets the new end in Unix seconds, instead of the lifetime. */
    public Renewal expiresAt(long unixSeconds) {
        this.expiresAt = unixSeconds;
        return this;
    }

    /** Sets the current time in Unix seconds. The default is the system clock. */
    public Renewal now(long unixSeconds) {
        this.now = unixSeconds;
        return this;
    }
}
