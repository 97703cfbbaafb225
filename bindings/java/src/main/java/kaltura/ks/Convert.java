package kaltura.ks;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.ToIntFunction;

/** Converts between Java and C. */
final class Convert {
    static final long UNSET = Long.MIN_VALUE;
    static final int BUFFER_TOO_SMALL = 5;
    static final int NO_VALUE = 6;
    static final int ARRAY_VALUE = 7;

    interface TextCall {
        int call(byte[] buffer, long capacity, LongByReference length, PointerByReference error);
    }

    interface FieldCall {
        int call(byte[] buffer, long capacity, LongByReference length);
    }

    /** Throws the error of a status that is not KKS_OK. */
    static void check(int status) {
        if (status != 0) {
            throw new KsException(LibKs.kks_status_code(status), LibKs.kks_status_message(status), status);
        }
    }

    /** Returns false for KKS_NO_VALUE, and throws any other error. */
    static boolean exists(int status) {
        if (status == NO_VALUE) {
            return false;
        }
        check(status);
        return true;
    }

    /** Calls a function with an error parameter, and throws the error. */
    static void checked(ToIntFunction<PointerByReference> call) {
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
    static String string(TextCall call) {
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
    static RawValue field(FieldCall call) {
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
                return new RawValue(exists(status) ? Arrays.copyOf(buffer, size) : null, false);
            }
            capacity = Math.toIntExact(length.getValue() + 1);
        }
    }

    /** Reads and frees a list: names with optional values. */
    static List<byte[][]> entries(Pointer list) {
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

    static List<Advice> advice(List<byte[][]> entries) {
        List<Advice> advice = new ArrayList<>();
        for (byte[][] entry : entries) {
            advice.add(new Advice(new String(entry[0], StandardCharsets.UTF_8),
                new String(entry[1], StandardCharsets.UTF_8)));
        }
        return Collections.unmodifiableList(advice);
    }

    /** Collects the values of each name. */
    static List<Privilege> privileges(List<byte[][]> entries) {
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
    static long number(Long number) {
        return number == null ? UNSET : number;
    }

    static long length(byte[] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    /** Returns the length of text in C memory, which has one more byte. */
    static long length(Pointer text) {
        return text == null ? 0 : ((Memory) text).size() - 1;
    }

    static Memory copy(byte[] bytes) {
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

    private Convert() {}
}
