package kaltura.ks;

/** An error of libks. The message says what is wrong and what to do. It never contains a secret. */
public final class KsException extends RuntimeException {
    private static final long serialVersionUID = 1;
    /** The code, such as "expired", which is the same in every language. */
    public final String code;
    /** The status number of {@code ks.h}. */
    public final int status;

    KsException(String code, String message, int status) {
        super(message);
        this.code = code;
        this.status = status;
    }
}
