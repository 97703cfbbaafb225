package kaltura.ks;

import static kaltura.ks.Convert.UNSET;
import static kaltura.ks.Convert.check;
import static kaltura.ks.Convert.length;
import static kaltura.ks.Convert.number;

import java.util.ArrayList;
import java.util.List;
import kaltura.ks.Structs.SessionStruct;

/** The content of a KS. Only the user id is required, unless the session is anonymous. */
public final class Session {
    String userId;
    Boolean anonymous;
    Long type;
    Long expiry;
    Long expiresAt;
    String privileges;
    final List<String[]> privilegeList = new ArrayList<>();
    Long version;
    Long masterPartnerId;
    String additionalData;
    Long now;
    String nonce;

    /** Sets the user id. */
    public Session userId(String userId) {
        this.userId = userId;
        return this;
    }

    /** Requests a session without a user id. */
    public Session anonymous(boolean anonymous) {
        this.anonymous = anonymous;
        return this;
    }

    /** Sets the type, {@link KalturaKs#USER} (the default) or {@link KalturaKs#ADMIN}. */
    public Session type(long type) {
        this.type = type;
        return this;
    }

    /** Sets the lifetime in seconds. The default is one day. */
    public Session expiry(long seconds) {
        this.expiry = seconds;
        return this;
    }

    /** Sets the end in Unix seconds, instead of the lifetime. */
    public Session expiresAt(long unixSeconds) {
        this.expiresAt = unixSeconds;
        return this;
    }

    /** Sets the privileges as text, such as "sview:0_abc123,list:*". */
    public Session privileges(String privileges) {
        this.privileges = privileges;
        return this;
    }

    /**
     * Adds a privilege, instead of the text. Use this for values from outside your program. The value
     * is null for a privilege without one.
     */
    public Session privilege(String name, String value) {
        privilegeList.add(new String[] {name, value});
        return this;
    }

    /** Sets the KS version, 2 (the default) or 1. */
    public Session version(long version) {
        this.version = version;
        return this;
    }

    /** Sets the partner that acts on behalf of this one. Rarely needed. */
    public Session masterPartnerId(long partnerId) {
        this.masterPartnerId = partnerId;
        return this;
    }

    /** Sets free text that the server keeps in the session. */
    public Session additionalData(String data) {
        this.additionalData = data;
        return this;
    }

    /** Sets the current time in Unix seconds. The default is the system clock. */
    public Session now(long unixSeconds) {
        this.now = unixSeconds;
        return this;
    }

    /** Sets the nonce, for reproducible tests only: 32 hex digits (v2) or any text (v1). */
    public Session nonce(String nonce) {
        this.nonce = nonce;
        return this;
    }

    SessionStruct struct() {
        SessionStruct c = new SessionStruct();
        check(LibKs.kks_session_init(c, c.size()));
        c.read();
        c.user_id = c.text(userId);
        c.user_id_length = length(c.user_id);
        c.privileges = c.text(privileges);
        c.privileges_length = length(c.privileges);
        c.privilege_list = c.privileges(privilegeList);
        c.privilege_count = privilegeList.size();
        c.additional_data = c.text(additionalData);
        c.additional_data_length = length(c.additional_data);
        c.nonce = c.text(nonce);
        c.nonce_length = length(c.nonce);
        c.type = number(type);
        c.expiry = number(expiry);
        c.expires_at = number(expiresAt);
        c.master_partner_id = number(masterPartnerId);
        c.version = number(version);
        c.now = number(now);
        c.anonymous = anonymous == null ? UNSET : anonymous ? 1 : 0;
        return c;
    }
}
