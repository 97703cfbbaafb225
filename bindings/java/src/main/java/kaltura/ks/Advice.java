package kaltura.ks;

/** Advice on a session or a KS: a stable code and a message. */
public final class Advice {
    public final String code;
    public final String message;

    Advice(String code, String message) {
        this.code = code;
        this.message = message;
    }

    @Override
    public String toString() {
        return code + ": " + message;
    }
}
