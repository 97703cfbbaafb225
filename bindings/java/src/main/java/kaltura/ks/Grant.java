package kaltura.ks;

/** Whether Kaltura would grant a privilege, the server's rule that decides about it, and the reason. */
public final class Grant {
    public final boolean granted;
    /** The rule, such as "admin_passes". */
    public final String rule;
    public final String reason;

    Grant(boolean granted, String rule, String reason) {
        this.granted = granted;
        this.rule = rule;
        this.reason = reason;
    }
}
