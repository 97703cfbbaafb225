package kaltura.ks;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.Structure.FieldOrder;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.io.ByteArrayOutputStream;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.ToIntFunction;

/**
 * Generates, decodes and verifies Kaltura Sessions (KSs) offline, with libks.
 *
 * <p>All rules, defaults and messages are those of libks, which {@code ks.h} documents. Errors are
 * {@link KsException}. All methods can be called from several threads.
 *
 * <p>License: MIT OR Apache-2.0.
 */
public final class KalturaKs {
    /** The session type for end users. */
    public static final int USER = 0;
    /** The session type that can do everything in the account. Never give an ADMIN KS to an end user. */
    public static final int ADMIN = 2;

    private KalturaKs() {}

    /** An error of libks. The message says what is wrong and what to do. It never contains a secret. */
    public static final class KsException extends RuntimeException {
        private static final long serialVersionUID = 1;
        /** The code, such as "expired", which is the same in every language. */
        public final String code;
        /** The status number of {@code ks.h}. */
        public final int status;

        private KsException(String code, String message, int status) {
            super(message);
            this.code = code;
            this.status = status;
        }
    }

    /** Advice on a session or a KS: a stable code and a message. */
    public static final class Advice {
        public final String code;
        public final String message;

        private Advice(String code, String message) {
            this.code = code;
            this.message = message;
        }

        @Override
        public String toString() {
            return code + ": " + message;
        }
    }

    /** A privilege of a KS: its name and its values. */
    public static final class Privilege {
        public final String name;
        /** Empty for a privilege without a value. */
        public final List<String> values;

        private Privilege(String name, List<String> values) {
            this.name = name;
            this.values = Collections.unmodifiableList(values);
        }

        @Override
        public String toString() {
            return name + values;
        }
    }

    /** A KS in other text. */
    public static final class FoundKs {
        /** The KS, with URL and JSON escapes removed. */
        public final String ks;
        /** Its position in the UTF-8 form of the text in bytes, with the escapes. */
        public final long offset;
        /** Its length in the UTF-8 form of the text in bytes, with the escapes. */
        public final long length;

        private FoundKs(String ks, long offset, long length) {
            this.ks = ks;
            this.offset = offset;
            this.length = length;
        }
    }

    /** The content of a KS. Only the user id is required, unless the session is anonymous. */
    public static final class Session {
        private String userId;
        private Boolean anonymous;
        private Long type;
        private Long expiry;
        private Long expiresAt;
        private String privileges;
        private final List<String[]> privilegeList = new ArrayList<>();
        private Long version;
        private Long masterPartnerId;
        private String additionalData;
        private Long now;
        private String nonce;

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

        /** Sets the type, {@link #USER} (the default) or {@link #ADMIN}. */
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

        private SessionStruct struct() {
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

    /** The end of a renewed KS. The default is one day from now. */
    public static final class Renewal {
        private Long expiry;
        private Long expiresAt;
        private Long now;

        /** Sets the new lifetime in seconds. */
        public Renewal expiry(long seconds) {
            this.expiry = seconds;
            return this;
        }

        /** Sets the new end in Unix seconds, instead of the lifetime. */
        public Renewal expiresAt(long unixSeconds) {
            this.expiresAt = unixSeconds;
            return this;
        }

        /** Sets the current time in Unix seconds. The default is the system clock. */
        public Renewal now(long unixSeconds) {
            this.now = unixSeconds;
            return this;
        }
    }

    /** What {@link Keyring#verify} checks. */
    public static final class VerifyOptions {
        private final long partnerId;
        private Long now;
        private String remoteAddr;
        private String requestUri;
        private final List<String[]> required = new ArrayList<>();
        private BiPredicate<String, String> revoked;

        /** Requires a KS of this partner. */
        public VerifyOptions(long partnerId) {
            this.partnerId = partnerId;
        }

        /** Sets the client's IP address. Without it, a KS with an iprestrict privilege is rejected. */
        public VerifyOptions remoteAddr(String address) {
            this.remoteAddr = address;
            return this;
        }

        /** Sets the path and query. Without it, a KS with a urirestrict privilege is rejected. */
        public VerifyOptions requestUri(String uri) {
            this.requestUri = uri;
            return this;
        }

        /** Requires that the KS grants a privilege. The value may be null. */
        public VerifyOptions require(String name, String value) {
            required.add(new String[] {name, value});
            return this;
        }

        /**
         * Sets a check that returns true if the session with this session hash and group hash was revoked.
         * The group hash is null if the session is in no group.
         */
        public VerifyOptions revoked(BiPredicate<String, String> revoked) {
            this.revoked = revoked;
            return this;
        }

        /** Sets the current time in Unix seconds. The default is the system clock. */
        public VerifyOptions now(long unixSeconds) {
            this.now = unixSeconds;
            return this;
        }
    }

    /** A request to Kaltura's server. */
    public static final class Request {
        private Long now;
        private String remoteAddr;
        private String requestUri;
        private final List<String[]> can = new ArrayList<>();

        /** Sets the client's IP address. */
        public Request remoteAddr(String address) {
            this.remoteAddr = address;
            return this;
        }

        /** Sets the path and query. */
        public Request requestUri(String uri) {
            this.requestUri = uri;
            return this;
        }

        /** Adds a privilege to check. The value may be null. */
        public Request can(String name, String value) {
            can.add(new String[] {name, value});
            return this;
        }

        /** Sets the current time in Unix seconds. The default is the system clock. */
        public Request now(long unixSeconds) {
            this.now = unixSeconds;
            return this;
        }
    }

    /** A KS that {@link Keyring#verify} accepted. */
    public static final class Verified {
        public final int version;
        public final long partnerId;
        /** {@link #USER} or {@link #ADMIN}. */
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

        private Verified(Handle handle) {
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

    /** A field as the server stores it: nothing, bytes, or an array. */
    public static final class RawValue {
        /** Null if there is no value or an array. The bytes may not be UTF-8. */
        public final byte[] bytes;
        public final boolean isArray;

        private RawValue(byte[] bytes, boolean isArray) {
            this.bytes = bytes;
            this.isArray = isArray;
        }

        /** Returns the text, in which bytes that are not UTF-8 are replaced, or null. */
        public String text() {
            return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /** The fields of a KS as the server stores them. */
    public static final class RawFields {
        public final RawValue partnerId;
        public final RawValue partnerPattern;
        public final RawValue validUntil;
        public final RawValue type;
        public final RawValue rand;
        public final RawValue user;
        public final RawValue privileges;
        public final RawValue masterPartnerId;
        public final RawValue additionalData;

        private RawFields(Fields fields) {
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

    /** A KS with a valid signature, as the server reads it. Never use it for access control. */
    public static final class Decoded {
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

        private Decoded(Handle handle) {
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
            return KalturaKs.privileges(serverEntries);
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

    /** Kaltura's answer to a KS, and the reason. */
    public static final class Explanation {
        public final boolean isAccepted;
        /** The name of the server's status, such as "EXPIRED". Null if the server itself fails. */
        public final String status;
        public final Long statusNumber;
        /** The API error that a client would see. Null if the KS is accepted. */
        public final String apiError;
        public final String reason;
        /** For each privilege of the request, whether Kaltura would grant it. */
        public final List<Boolean> grants;
        /** Null if no secret signed the KS. */
        public final Decoded decoded;

        private Explanation(Handle handle, int count) {
            Fields fields = new Fields(handle, LibKs::kks_explanation_text, LibKs::kks_explanation_number, null);
            isAccepted = fields.number(22) != 0;
            status = fields.text(19);
            statusNumber = fields.number(19);
            apiError = fields.text(20);
            reason = fields.text(21);
            List<Boolean> granted = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                IntByReference one = new IntByReference();
                long index = i;
                check(handle.call(pointer -> LibKs.kks_explanation_granted(pointer, index, one)));
                granted.add(one.getValue() != 0);
            }
            grants = Collections.unmodifiableList(granted);
            PointerByReference ks = new PointerByReference();
            boolean exists = exists(handle.call(pointer -> LibKs.kks_explanation_decoded(pointer, ks)));
            decoded = exists ? new Decoded(new Handle(ks.getValue(), LibKs::kks_decoded_free)) : null;
        }
    }

    /** The claims of a v1 KS. Null means that a field is missing. */
    public static final class Claims {
        public final String validUntil;
        public final String type;
        public final String rand;
        public final String userId;
        public final String privileges;
        public final String masterPartnerId;
        public final String additionalData;

        private Claims(Fields fields) {
            validUntil = fields.text(103);
            type = fields.text(104);
            rand = fields.text(105);
            userId = fields.text(106);
            privileges = fields.text(107);
            masterPartnerId = fields.text(108);
            additionalData = fields.text(109);
        }
    }

    /** The parts of a KS that are readable without a secret. Nothing is verified. */
    public static final class Unverified {
        public final int version;
        /** Null if the partner id is not in canonical form. */
        public final Long partnerId;
        public final String partnerText;
        /** Null for v2. */
        public final Claims claims;
        /** The number of encrypted bytes of a v2 KS, or null. */
        public final Long encryptedBytes;
        public final boolean isTruncated;

        private Unverified(Handle handle) {
            Fields fields = new Fields(handle, LibKs::kks_unverified_text, LibKs::kks_unverified_number, null);
            version = fields.number(1).intValue();
            partnerId = fields.number(2);
            partnerText = fields.text(2);
            claims = version == 1 ? new Claims(fields) : null;
            encryptedBytes = fields.number(17);
            isTruncated = fields.number(18) != 0;
        }
    }

    /**
     * Generates and renews KSs for one partner. It derives the key from the secret once. Closing it wipes the
     * secret; the garbage collector does the same.
     */
    public static final class Signer implements AutoCloseable {
        private final Handle handle;

        /** Creates a signer from the partner's admin secret. */
        public Signer(long partnerId, String secret) {
            try (Keyring keyring = new Keyring(secret)) {
                handle = keyring.signerHandle(partnerId);
            }
        }

        private Signer(Handle handle) {
            this.handle = handle;
        }

        /** Returns the partner id. */
        public int partnerId() {
            IntByReference partnerId = new IntByReference();
            check(handle.call(pointer -> LibKs.kks_signer_partner_id(pointer, partnerId)));
            return partnerId.getValue();
        }

        /** Generates a KS. */
        public String generate(Session session) {
            SessionStruct c = session.struct();
            return string((buffer, capacity, length, error) -> handle.call(pointer ->
                LibKs.kks_signer_generate(pointer, c, buffer, capacity, length, error)));
        }

        /**
         * Generates a KS with the version and content of another one and a new expiry. The old KS may have
         * expired. Verify a KS from outside your program before you renew it.
         */
        public String renew(String ks, Renewal renewal) {
            byte[] text = bytes(ks);
            return string((buffer, capacity, length, error) -> handle.call(pointer ->
                LibKs.kks_signer_renew(pointer, text, length(text), number(renewal.expiry),
                    number(renewal.expiresAt), number(renewal.now), buffer, capacity, length, error)));
        }

        @Override
        public void close() {
            handle.close();
        }
    }

    /**
     * A partner's admin secrets, in the order they are tried. Closing it wipes the secrets; the garbage
     * collector does the same.
     */
    public static final class Keyring implements AutoCloseable {
        private final Handle handle;

        /** Creates a keyring. During a rotation, pass the current secret first. */
        public Keyring(String... secrets) {
            byte[][] texts = new byte[secrets.length][];
            for (int i = 0; i < secrets.length; i++) {
                texts[i] = bytes(secrets[i]);
            }
            handle = create(texts);
        }

        private static Handle create(byte[][] secrets) {
            Memory[] copies = new Memory[secrets.length];
            try (Memory pointers = new Memory(8L * secrets.length + 1);
                Memory lengths = new Memory(8L * secrets.length + 1)) {
                for (int i = 0; i < secrets.length; i++) {
                    copies[i] = copy(secrets[i]);
                    pointers.setPointer(8L * i, copies[i]);
                    lengths.setLong(8L * i, secrets[i].length);
                }
                return Handle.create(LibKs::kks_keyring_free, (keyring, error) ->
                    LibKs.kks_keyring_with_secrets(pointers, lengths, secrets.length, keyring, error));
            } finally {
                for (int i = 0; i < secrets.length; i++) {
                    java.util.Arrays.fill(secrets[i], (byte) 0);
                    if (copies[i] != null) {
                        copies[i].clear();
                        copies[i].close();
                    }
                }
            }
        }

        private Handle signerHandle(long partnerId) {
            return Handle.create(LibKs::kks_signer_free, (signer, error) -> handle.call(pointer ->
                LibKs.kks_keyring_signer(pointer, partnerId, signer, error)));
        }

        /** Creates a signer that signs with the first secret and renews a KS that any secret signed. */
        public Signer signer(long partnerId) {
            return new Signer(signerHandle(partnerId));
        }

        /**
         * Verifies a KS for a service, or throws the reason for rejecting it.
         *
         * <p>A verified KS may still be anonymous: anyone can obtain a widget session. Check {@code
         * isAnonymous} if you need a user.
         */
        public Verified verify(String ks, VerifyOptions options) {
            VerifyOptionsStruct c = new VerifyOptionsStruct();
            check(LibKs.kks_verify_options_init(c, c.size()));
            c.read();
            c.partner_id = options.partnerId;
            c.now = number(options.now);
            c.remote_addr = c.text(options.remoteAddr);
            c.remote_addr_length = length(c.remote_addr);
            c.request_uri = c.text(options.requestUri);
            c.request_uri_length = length(c.request_uri);
            c.required = c.privileges(options.required);
            c.required_count = options.required.size();
            byte[] text = bytes(ks);
            Handle created = Handle.create(LibKs::kks_verified_free, (verified, error) -> handle.call(pointer ->
                LibKs.kks_verify(pointer, text, length(text), c, verified, error)));
            Verified verified = new Verified(created);
            created.close();
            if (options.revoked != null && options.revoked.test(verified.sessionHash, verified.groupHash)) {
                check(309); // KKS_REVOKED
            }
            return verified;
        }

        /**
         * Checks the signature of a KS and decodes its fields as the server does. Use {@link #verify} for
         * access control.
         */
        public Decoded decode(String ks) {
            byte[] text = bytes(ks);
            return new Decoded(Handle.create(LibKs::kks_decoded_free, (decoded, error) -> handle.call(pointer ->
                LibKs.kks_decode(pointer, text, length(text), decoded, error))));
        }

        /** Predicts Kaltura's answer to a KS and explains it. */
        public Explanation explain(String ks, Request request) {
            RequestStruct c = new RequestStruct();
            check(LibKs.kks_request_init(c, c.size()));
            c.read();
            c.now = number(request.now);
            c.remote_addr = c.text(request.remoteAddr);
            c.remote_addr_length = length(c.remote_addr);
            c.request_uri = c.text(request.requestUri);
            c.request_uri_length = length(c.request_uri);
            c.can = c.privileges(request.can);
            c.can_count = request.can.size();
            byte[] text = bytes(ks);
            Handle created = Handle.create(LibKs::kks_explanation_free, (explanation, error) ->
                handle.call(pointer -> LibKs.kks_explain(pointer, text, length(text), c, explanation, error)));
            Explanation explanation = new Explanation(created, request.can.size());
            created.close();
            return explanation;
        }

        @Override
        public void close() {
            handle.close();
        }
    }

    /** Generates one KS. To generate many, create a {@link Signer}. */
    public static String generate(long partnerId, String secret, Session session) {
        try (Signer signer = new Signer(partnerId, secret)) {
            return signer.generate(session);
        }
    }

    /** Reads a KS without a secret. Nothing in the result is verified. */
    public static Unverified inspect(String ks) {
        byte[] text = bytes(ks);
        Handle handle = Handle.create(LibKs::kks_unverified_free, (unverified, error) ->
            LibKs.kks_inspect(text, length(text), unverified, error));
        Unverified unverified = new Unverified(handle);
        handle.close();
        return unverified;
    }

    /** Finds the first KS in a URL, a JSON body, a log line or any other text. Returns null if there is none. */
    public static FoundKs find(String text) {
        byte[] bytes = bytes(text);
        LongByReference offset = new LongByReference();
        LongByReference foundLength = new LongByReference();
        RawValue ks = field((buffer, capacity, length) ->
            LibKs.kks_find(bytes, length(bytes), buffer, capacity, length, offset, foundLength));
        return ks.bytes == null ? null : new FoundKs(ks.text(), offset.getValue(), foundLength.getValue());
    }

    /** Returns advice on a session before it is signed. */
    public static List<Advice> lint(Session session) {
        SessionStruct c = session.struct();
        PointerByReference list = new PointerByReference();
        checked(error -> LibKs.kks_lint(c, list, error));
        return advice(entries(list.getValue()));
    }

    /**
     * Computes the tokenHash argument of appToken.startSession.
     *
     * @param ks the KS that the API call itself carries
     * @param hashType "SHA1" (also for null), "MD5", "SHA256" or "SHA512"
     */
    public static String appTokenHash(String ks, String token, String hashType) {
        byte[] ksBytes = bytes(ks);
        byte[] tokenBytes = bytes(token);
        byte[] typeBytes = bytes(hashType);
        return string((buffer, capacity, length, error) -> LibKs.kks_app_token_hash(ksBytes, length(ksBytes),
            tokenBytes, length(tokenBytes), typeBytes, length(typeBytes), buffer, capacity, length, error));
    }

    // The rest converts between Java and C.

    private static final long UNSET = Long.MIN_VALUE;
    private static final int BUFFER_TOO_SMALL = 5;
    private static final int NO_VALUE = 6;
    private static final int ARRAY_VALUE = 7;

    /** The functions of ks.h. A test compares them with ks.h. On 64-bit systems, size_t is a long. */
    private static final class LibKs {
        static {
            String installed = com.sun.jna.Platform.isMac() ? "libks.0.dylib" : "libks.so.0";
            String library = System.getenv("KALTURA_KS_LIBRARY");
            Native.register(LibKs.class, library == null ? installed : library);
        }

        static native String kks_status_code(int status);

        static native String kks_status_message(int status);

        static native String kks_error_code(Pointer error);

        static native Pointer kks_error_message(Pointer error);

        static native int kks_error_free(Pointer error);

        static native int kks_session_init(SessionStruct session, long size);

        static native int kks_request_init(RequestStruct request, long size);

        static native int kks_verify_options_init(VerifyOptionsStruct options, long size);

        static native int kks_keyring_signer(Pointer keyring, long partner_id, PointerByReference signer,
            PointerByReference error);

        static native int kks_signer_partner_id(Pointer signer, IntByReference partner_id);

        static native int kks_signer_generate(Pointer signer, SessionStruct session, byte[] buffer, long capacity,
            LongByReference length, PointerByReference error);

        static native int kks_signer_free(Pointer signer);

        static native int kks_signer_renew(Pointer signer, byte[] ks, long ks_length, long expiry, long expires_at,
            long now, byte[] buffer, long capacity, LongByReference length, PointerByReference error);

        static native int kks_keyring_with_secrets(Pointer secrets, Pointer lengths, long count,
            PointerByReference keyring, PointerByReference error);

        static native int kks_keyring_free(Pointer keyring);

        static native int kks_verify(Pointer keyring, byte[] ks, long ks_length, VerifyOptionsStruct options,
            PointerByReference verified, PointerByReference error);

        static native int kks_verified_text(Pointer verified, int field, byte[] buffer, long capacity,
            LongByReference length);

        static native int kks_verified_number(Pointer verified, int field, LongByReference number);

        static native int kks_verified_list(Pointer verified, int which, PointerByReference list);

        static native int kks_verified_free(Pointer verified);

        static native int kks_decode(Pointer keyring, byte[] ks, long ks_length, PointerByReference decoded,
            PointerByReference error);

        static native int kks_decoded_text(Pointer decoded, int field, byte[] buffer, long capacity,
            LongByReference length);

        static native int kks_decoded_number(Pointer decoded, int field, LongByReference number);

        static native int kks_decoded_list(Pointer decoded, int which, PointerByReference list);

        static native int kks_decoded_lint(Pointer decoded, long now, PointerByReference advice);

        static native int kks_decoded_grants(Pointer decoded, byte[] name, long name_length, byte[] value,
            long value_length, IntByReference granted);

        static native int kks_decoded_free(Pointer decoded);

        static native int kks_explain(Pointer keyring, byte[] ks, long ks_length, RequestStruct request,
            PointerByReference explanation, PointerByReference error);

        static native int kks_explanation_text(Pointer explanation, int field, byte[] buffer, long capacity,
            LongByReference length);

        static native int kks_explanation_number(Pointer explanation, int field, LongByReference number);

        static native int kks_explanation_granted(Pointer explanation, long index, IntByReference granted);

        static native int kks_explanation_decoded(Pointer explanation, PointerByReference decoded);

        static native int kks_explanation_free(Pointer explanation);

        static native int kks_inspect(byte[] ks, long ks_length, PointerByReference unverified,
            PointerByReference error);

        static native int kks_unverified_text(Pointer unverified, int field, byte[] buffer, long capacity,
            LongByReference length);

        static native int kks_unverified_number(Pointer unverified, int field, LongByReference number);

        static native int kks_unverified_free(Pointer unverified);

        static native int kks_find(byte[] text, long text_length, byte[] buffer, long capacity,
            LongByReference length, LongByReference found_offset, LongByReference found_length);

        static native int kks_lint(SessionStruct session, PointerByReference advice, PointerByReference error);

        static native int kks_app_token_hash(byte[] ks, long ks_length, byte[] token, long token_length,
            byte[] hash_type, long hash_type_length, byte[] buffer, long capacity, LongByReference length,
            PointerByReference error);

        static native long kks_list_count(Pointer list);

        static native int kks_list_get(Pointer list, long index, PointerByReference name,
            LongByReference name_length, PointerByReference value, LongByReference value_length);

        static native int kks_list_free(Pointer list);
    }

    /** A struct of ks.h, with the copies of text that it points to. */
    public abstract static class Struct extends Structure {
        private final List<Memory> copies = new ArrayList<>();

        Memory text(String text) {
            byte[] bytes = bytes(text);
            if (bytes == null) {
                return null;
            }
            Memory copy = copy(bytes);
            copies.add(copy);
            return copy;
        }

        Pointer privileges(List<String[]> privileges) {
            if (privileges.isEmpty()) {
                return null;
            }
            Memory array = new Memory(32L * privileges.size());
            copies.add(array);
            for (int i = 0; i < privileges.size(); i++) {
                for (int part = 0; part < 2; part++) {
                    Memory text = text(privileges.get(i)[part]);
                    array.setPointer(32L * i + 16L * part, text);
                    array.setLong(32L * i + 16L * part + 8, length(text));
                }
            }
            return array;
        }
    }

    /** A kks_session. */
    @FieldOrder({"size", "magic", "user_id", "user_id_length", "privileges", "privileges_length", "privilege_list",
        "privilege_count", "additional_data", "additional_data_length", "nonce", "nonce_length", "type", "expiry",
        "expires_at", "master_partner_id", "version", "now", "anonymous"})
    public static final class SessionStruct extends Struct {
        public long size;
        public long magic;
        public Pointer user_id;
        public long user_id_length;
        public Pointer privileges;
        public long privileges_length;
        public Pointer privilege_list;
        public long privilege_count;
        public Pointer additional_data;
        public long additional_data_length;
        public Pointer nonce;
        public long nonce_length;
        public long type;
        public long expiry;
        public long expires_at;
        public long master_partner_id;
        public long version;
        public long now;
        public long anonymous;
    }

    /** A kks_request. */
    @FieldOrder({"size", "magic", "remote_addr", "remote_addr_length", "request_uri", "request_uri_length", "can",
        "can_count", "now"})
    public static final class RequestStruct extends Struct {
        public long size;
        public long magic;
        public Pointer remote_addr;
        public long remote_addr_length;
        public Pointer request_uri;
        public long request_uri_length;
        public Pointer can;
        public long can_count;
        public long now;
    }

    /** A kks_verify_options. */
    @FieldOrder({"size", "magic", "partner_id", "now", "remote_addr", "remote_addr_length", "request_uri",
        "request_uri_length", "required", "required_count"})
    public static final class VerifyOptionsStruct extends Struct {
        public long size;
        public long magic;
        public long partner_id;
        public long now;
        public Pointer remote_addr;
        public long remote_addr_length;
        public Pointer request_uri;
        public long request_uri_length;
        public Pointer required;
        public long required_count;
    }

    private interface TextCall {
        int call(byte[] buffer, long capacity, LongByReference length, PointerByReference error);
    }

    private interface FieldCall {
        int call(byte[] buffer, long capacity, LongByReference length);
    }

    private interface Create {
        int call(PointerByReference handle, PointerByReference error);
    }

    private interface GetText {
        int call(Pointer handle, int field, byte[] buffer, long capacity, LongByReference length);
    }

    private interface GetNumber {
        int call(Pointer handle, int field, LongByReference number);
    }

    private interface GetList {
        int call(Pointer handle, int which, PointerByReference list);
    }

    /** A handle of libks, freed when it is closed or garbage. */
    private static final class Handle {
        private static final Cleaner CLEANER = Cleaner.create();
        private final Resource resource;
        private final Cleaner.Cleanable cleanable;

        private static final class Resource implements Runnable {
            private Pointer pointer;
            private final ToIntFunction<Pointer> free;

            Resource(Pointer pointer, ToIntFunction<Pointer> free) {
                this.pointer = pointer;
                this.free = free;
            }

            @Override
            public void run() {
                free.applyAsInt(pointer);
                pointer = null;
            }
        }

        Handle(Pointer pointer, ToIntFunction<Pointer> free) {
            resource = new Resource(pointer, free);
            cleanable = CLEANER.register(this, resource);
        }

        static Handle create(ToIntFunction<Pointer> free, Create create) {
            PointerByReference handle = new PointerByReference();
            checked(error -> create.call(handle, error));
            return new Handle(handle.getValue(), free);
        }

        int call(ToIntFunction<Pointer> call) {
            try {
                return call.applyAsInt(resource.pointer);
            } finally {
                Reference.reachabilityFence(this);
            }
        }

        void close() {
            cleanable.clean();
        }
    }

    /** The fields of a result, by the constants KKS_FIELD_, KKS_RAW_ and KKS_LIST_ of ks.h. */
    private static final class Fields {
        private final Handle handle;
        private final GetText getText;
        private final GetNumber getNumber;
        private final GetList getList;

        Fields(Handle handle, GetText getText, GetNumber getNumber, GetList getList) {
            this.handle = handle;
            this.getText = getText;
            this.getNumber = getNumber;
            this.getList = getList;
        }

        RawValue raw(int field) {
            return field((buffer, capacity, length) -> handle.call(pointer ->
                getText.call(pointer, field, buffer, capacity, length)));
        }

        String text(int field) {
            return raw(field).text();
        }

        Long number(int field) {
            LongByReference number = new LongByReference();
            return exists(handle.call(pointer -> getNumber.call(pointer, field, number))) ? number.getValue() : null;
        }

        List<byte[][]> entries(int which) {
            PointerByReference list = new PointerByReference();
            check(handle.call(pointer -> getList.call(pointer, which, list)));
            return KalturaKs.entries(list.getValue());
        }

        List<Privilege> privileges(int which) {
            return KalturaKs.privileges(entries(which));
        }
    }

    /** Throws the error of a status that is not KKS_OK. */
    private static void check(int status) {
        if (status != 0) {
            throw new KsException(LibKs.kks_status_code(status), LibKs.kks_status_message(status), status);
        }
    }

    /** Returns false for KKS_NO_VALUE, and throws any other error. */
    private static boolean exists(int status) {
        if (status == NO_VALUE) {
            return false;
        }
        check(status);
        return true;
    }

    /** Calls a function with an error parameter, and throws the error. */
    private static void checked(ToIntFunction<PointerByReference> call) {
        PointerByReference error = new PointerByReference();
        int status = call.applyAsInt(error);
        if (status != 0) {
            Pointer details = error.getValue();
            String message = LibKs.kks_error_message(details).getString(0, "UTF-8");
            KsException exception = new KsException(LibKs.kks_error_code(details), message, status);
            LibKs.kks_error_free(details);
            throw exception;
        }
    }

    /** Calls a function that writes text to a buffer. */
    private static String string(TextCall call) {
        int capacity = 512;
        while (true) {
            byte[] buffer = new byte[capacity];
            LongByReference length = new LongByReference();
            try {
                int size = capacity;
                checked(error -> call.call(buffer, size, length, error));
                return new String(buffer, 0, (int) length.getValue(), StandardCharsets.UTF_8);
            } catch (KsException exception) {
                if (exception.status != BUFFER_TOO_SMALL) {
                    throw exception;
                }
                capacity = Math.toIntExact(length.getValue() + 1);
            }
        }
    }

    /** Calls a function that writes a field to a buffer. */
    private static RawValue field(FieldCall call) {
        int capacity = 128;
        while (true) {
            byte[] buffer = new byte[capacity];
            LongByReference length = new LongByReference();
            int status = call.call(buffer, capacity, length);
            if (status == ARRAY_VALUE) {
                return new RawValue(null, true);
            }
            if (status != BUFFER_TOO_SMALL) {
                int size = (int) length.getValue();
                return new RawValue(exists(status) ? java.util.Arrays.copyOf(buffer, size) : null, false);
            }
            capacity = Math.toIntExact(length.getValue() + 1);
        }
    }

    /** Reads and frees a list: names with optional values. */
    private static List<byte[][]> entries(Pointer list) {
        List<byte[][]> entries = new ArrayList<>();
        long count = LibKs.kks_list_count(list);
        for (long i = 0; i < count; i++) {
            PointerByReference name = new PointerByReference();
            PointerByReference value = new PointerByReference();
            LongByReference nameLength = new LongByReference();
            LongByReference valueLength = new LongByReference();
            check(LibKs.kks_list_get(list, i, name, nameLength, value, valueLength));
            Pointer text = value.getValue();
            entries.add(new byte[][] {
                name.getValue().getByteArray(0, (int) nameLength.getValue()),
                text == null ? null : text.getByteArray(0, (int) valueLength.getValue()),
            });
        }
        LibKs.kks_list_free(list);
        return entries;
    }

    private static List<Advice> advice(List<byte[][]> entries) {
        List<Advice> advice = new ArrayList<>();
        for (byte[][] entry : entries) {
            advice.add(new Advice(new String(entry[0], StandardCharsets.UTF_8),
                new String(entry[1], StandardCharsets.UTF_8)));
        }
        return Collections.unmodifiableList(advice);
    }

    /** Collects the values of each name. */
    private static List<Privilege> privileges(List<byte[][]> entries) {
        List<Privilege> privileges = new ArrayList<>();
        List<String> values = null;
        String last = null;
        for (byte[][] entry : entries) {
            String name = new String(entry[0], StandardCharsets.UTF_8);
            if (!name.equals(last)) {
                values = new ArrayList<>();
                privileges.add(new Privilege(name, values));
                last = name;
            }
            if (entry[1] != null) {
                values.add(new String(entry[1], StandardCharsets.UTF_8));
            }
        }
        return Collections.unmodifiableList(privileges);
    }

    /** Returns a number, or KKS_UNSET for null. */
    private static long number(Long number) {
        return number == null ? UNSET : number;
    }

    private static long length(byte[] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    /** Returns the length of text in C memory, which has one more byte. */
    private static long length(Pointer text) {
        return text == null ? 0 : ((Memory) text).size() - 1;
    }

    private static Memory copy(byte[] bytes) {
        Memory memory = new Memory(bytes.length + 1L);
        memory.write(0, bytes, 0, bytes.length);
        memory.setByte(bytes.length, (byte) 0);
        return memory;
    }

    /**
     * Encodes text in UTF-8. A lone surrogate becomes three bytes that are not UTF-8, so that libks rejects it;
     * String.getBytes would replace it.
     */
    static byte[] bytes(String text) {
        if (text == null) {
            return null;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (text.equals(new String(bytes, StandardCharsets.UTF_8))) {
            return bytes;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        text.codePoints().forEach(point -> {
            if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                out.write(0xe0 | point >> 12);
                out.write(0x80 | point >> 6 & 0x3f);
                out.write(0x80 | point & 0x3f);
            } else {
                byte[] one = new String(Character.toChars(point)).getBytes(StandardCharsets.UTF_8);
                out.write(one, 0, one.length);
            }
        });
        return out.toByteArray();
    }
}
