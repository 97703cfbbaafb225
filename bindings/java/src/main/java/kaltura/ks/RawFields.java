package kaltura.ks;

/** The fields of a KS as the server stores them. */
public final class RawFields {
    public final RawValue partnerId;
    public final RawValue partnerPattern;
    public final RawValue validUntil;
    public final RawValue type;
    public final RawValue rand;
    public final RawValue user;
    public final RawValue privileges;
    public final RawValue masterPartnerId;
    public final RawValue additionalData;

    RawFields(Fields fields) {
        partnerId = fields.raw(101);
        partnerPattern = fields.raw(102);
        validUntil = fields.raw(103);
        type = fields.raw(104);
        rand = fields.raw(105);
        user = fields.raw(106);
        privileges = fields.raw(107);
        masterPartnerId = fields.raw(108);
        additionalData = fields.raw(109);
    }
}
