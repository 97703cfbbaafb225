package kaltura.ks;

import static kaltura.ks.Convert.bytes;
import static kaltura.ks.Convert.copy;
import static kaltura.ks.Convert.length;
import static kaltura.ks.Convert.privileges;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.Structure.FieldOrder;
import java.util.ArrayList;
import java.util.List;

/** The structs of ks.h. JNA requires public classes and fields. */
final class Structs {
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

    private Structs() {}
}
