package kaltura.ks;

import java.nio.charset.StandardCharsets;

/** A field as the server stores it: nothing, bytes, or an array. */
public final class RawValue {
    /** Null if there is no value or an array. The bytes may not be UTF-8. */
    public final byte[] bytes;
    public final boolean isArray;

    RawValue(byte[] bytes, boolean isArray) {
        this.bytes = bytes;
        this.isArray = isArray;
    }

    /** Returns the text, in which bytes that are not UTF-8 are replaced, or null. */
    public String text() {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }
}
