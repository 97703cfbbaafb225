package kaltura.ks;

/** The claims of a v1 KS. Null means that a field is missing. */
public final class Claims {
    public final String validUntil;
    public final String type;
    public final String rand;
    public final String userId;
    public final String privileges;
    public final String masterPartnerId;
    public final String additionalData;

    Claims(Fields fields) {
        validUntil = fields.text(103);
        type = fields.text(104);
        rand = fields.text(105);
        userId = fields.text(106);
        privileges = fields.text(107);
        masterPartnerId = fields.text(108);
        additionalData = fields.text(109);
    }
}
