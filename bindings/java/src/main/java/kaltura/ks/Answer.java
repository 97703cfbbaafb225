package kaltura.ks;

/** One of Kaltura's error answers, explained. */
public final class Answer {
    /** The code, such as "SERVICE_FORBIDDEN". */
    public final String code;
    /** The inner status of INVALID_KS, such as "EXPIRED", or null. */
    public final String status;
    /** The server's message, or null. */
    public final String message;
    /** What the answer means for the KS. */
    public final String meaning;
    /** What to check or change. */
    public final String check;

    Answer(Fields fields) {
        code = fields.text(23);
        status = fields.text(24);
        message = fields.text(25);
        meaning = fields.text(26);
        check = fields.text(27);
    }
}
