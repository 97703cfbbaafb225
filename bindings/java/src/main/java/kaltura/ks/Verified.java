package kaltura.ks;

import java.util.List;

/** A KS that {@link Keyring#verify} accepted. */
public final class Verified {
    public final int version;
    public final long partnerId;
    /** {@link KalturaKs#USER} or {@link KalturaKs#ADMIN}. */
    public final int type;
    /** Null in an anonymous session. */
    public final String userId;
    /** The end in Unix seconds. */
    public final long expiresAt;
    public final List<Privilege> privileges;
    public final String privilegesText;
    /** Null if there is none. */
    public final Long masterPartnerId;
    public final String additionalData;
    /** 40 hex digits, the same for every spelling of the KS. */
    public final String sessionHash;
    /** The hash of the group that the sessionid privilege puts the session in, or null. */
    public final String groupHash;
    /** The index of the secret that signed the KS. */
    public final int secretIndex;
    public final boolean isAdmin;
    /** True if the session has no user, or the user 0 that widget sessions carry. */
    public final boolean isAnonymous;

    Verified(Handle handle) {
        Fields fields = new Fields(handle, LibKs::kks_verified_text, LibKs::kks_verified_number,
            LibKs::kks_verified_list);
        version = fields.number(1).intValue();
        partnerId = fields.number(2);
        type = fields.number(3).intValue();
        userId = fields.text(5);
        expiresAt = fields.number(4);
        privileges = fields.privileges(2);
        privilegesText = fields.text(6);
        masterPartnerId = fields.number(7);
        additionalData = fields.text(8);
        sessionHash = fields.text(9);
        groupHash = fields.text(10);
        secretIndex = fields.number(11).intValue();
        isAdmin = fields.number(13) != 0;
        isAnonymous = fields.number(15) != 0;
    }
}
