package kaltura.ks;

/** The parts of a KS that are readable without a secret. Nothing is verified. */
public final class Unverified {
    public final int version;
    /** Null if the partner id is not in canonical form. */
    public final Long partnerId;
    public final String partnerText;
    /** Null for v2. */
    public final Claims claims;
    /** The number of encrypted bytes of a v2 KS, or null. */
    public final Long encryptedBytes;
    public final boolean isTruncated;

    Unverified(Handle handle) {
        Fields fields = new Fields(handle, LibKs::kks_unverified_text, LibKs::kks_unverified_number, null);
        version = fields.number(1).intValue();
        partnerId = fields.number(2);
        partnerText = fields.text(2);
        claims = version == 1 ? new Claims(fields) : null;
        encryptedBytes = fields.number(17);
        isTruncated = fields.number(18) != 0;
    }
}
