package kaltura.ks;

/** A KS in other text. */
public final class FoundKs {
    /** The KS, with URL and JSON escapes removed. */
    public final String ks;
    /** Its position in the UTF-8 form of the text in bytes, with the escapes. */
    public final long offset;
    /** Its length in the UTF-8 form of the text in bytes, with the escapes. */
    public final long length;

    FoundKs(String ks, long offset, long length) {
        this.ks = ks;
        this.offset = offset;
        this.length = length;
    }
}
