package kaltura.ks;

import static kaltura.ks.Convert.UNSET;
import static kaltura.ks.Convert.advice;
import static kaltura.ks.Convert.bytes;
import static kaltura.ks.Convert.check;
import static kaltura.ks.Convert.entries;
import static kaltura.ks.Convert.length;

import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.List;

/** A KS with a valid signature, as the server reads it. Never use it for access control. */
public final class Decoded {
    public final int version;
    /** Null if the partner id is not in canonical form. */
    public final Long partnerId;
    public final String partnerText;
    public final Long type;
    public final String userId;
    public final Long expiresAt;
    public final List<Privilege> privileges;
    public final String privilegesText;
    public final Long masterPartnerId;
    public final String additionalData;
    public final String sessionHash;
    public final String groupHash;
    public final int secretIndex;
    public final boolean isCanonical;
    public final boolean isAdmin;
    public final boolean isWidget;
    public final boolean isAnonymous;
    /** The deviations from the canonical form. */
    public final List<Advice> warnings;
    public final RawFields rawFields;
    /** The privileges as the server splits them, with names and values as bytes. */
    final List<byte[][]> serverEntries;
    /** The text that the signature covers. */
    public final byte[] signedText;
    private final Handle handle;

    Decoded(Handle handle) {
        this.handle = handle;
        Fields fields = new Fields(handle, LibKs::kks_decoded_text, LibKs::kks_decoded_number,
            LibKs::kks_decoded_list);
        version = fields.number(1).intValue();
        partnerId = fields.number(2);
        partnerText = fields.text(2);
        type = fields.number(3);
        userId = fields.text(5);
        expiresAt = fields.number(4);
        privileges = fields.privileges(2);
        privilegesText = fields.text(6);
        masterPartnerId = fields.number(7);
        additionalData = fields.text(8);
        sessionHash = fields.text(9);
        groupHash = fields.text(10);
        secretIndex = fields.number(11).intValue();
        isCanonical = fields.number(12) != 0;
        isAdmin = fields.number(13) != 0;
        isWidget = fields.number(14) != 0;
        isAnonymous = fields.number(15) != 0;
        warnings = advice(fields.entries(3));
        rawFields = new RawFields(fields);
        serverEntries = fields.entries(4);
        signedText = fields.raw(16).bytes;
    }

    /** Returns the privileges as the server splits them. */
    public List<Privilege> serverPrivileges() {
        return Convert.privileges(serverEntries);
    }

    /** Applies the server's own, lenient privilege check. The value may be null. */
    public boolean grants(String name, String value) {
        IntByReference granted = new IntByReference();
        byte[] nameBytes = bytes(name);
        byte[] valueBytes = bytes(value);
        check(handle.call(pointer -> LibKs.kks_decoded_grants(pointer, nameBytes, length(nameBytes),
            valueBytes, length(valueBytes), granted)));
        return granted.getValue() != 0;
    }

    /** Returns advice on the KS at the time of the system clock. */
    public List<Advice> lint() {
        return lint(UNSET);
    }

    /** Returns advice on the KS at a time in Unix seconds. */
    public List<Advice> lint(long now) {
        PointerByReference list = new PointerByReference();
        check(handle.call(pointer -> LibKs.kks_decoded_lint(pointer, now, list)));
        return advice(entries(list.getValue()));
    }
}
