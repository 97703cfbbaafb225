package kaltura.ks;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs the golden vectors of tests/vectors. crates/ks-ffi/tests/c/vectors.rs writes each vector to standard
 * input as a record of fields, and compares the record that this program returns.
 *
 * <p>A record is the number of fields, followed by the length and the bytes of each field. Numbers have 32 bits
 * in native byte order. The length 0xffffffff represents null.
 */
public final class Vectors {
    private static final int NULL = 0xffffffff;

    private Vectors() {}

    /** Decodes UTF-8. A byte that is not UTF-8 becomes a lone surrogate, which is not valid in Java either. */
    private static String text(byte[] bytes) {
        if (bytes == null) {
            return null;
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (result.isUnderflow()) {
                return out.flip().toString();
            }
            out.put((char) (0xdc00 + (in.get() & 0xff)));
        }
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    private static long number(byte[] text) {
        return Long.parseLong(text(text));
    }

    private static byte[] flag(boolean flag) {
        return bytes(flag ? "1" : "0");
    }

    private static Keyring keyring(List<byte[]> secrets) {
        return new Keyring(secrets.stream().map(Vectors::text).toArray(String[]::new));
    }

    private static List<byte[]> generate(List<byte[]> in) {
        Session session = new Session()
            .userId(text(in.get(2)))
            .anonymous(in.get(2) == null)
            .privileges(text(in.get(3)))
            .additionalData(text(in.get(4)))
            .nonce(text(in.get(5)))
            .type(number(in.get(6)))
            .expiresAt(number(in.get(7)))
            .version(number(in.get(9)))
            .now(number(in.get(10)));
        if (in.get(8) != null) {
            session.masterPartnerId(number(in.get(8)));
        }
        String ks = KalturaKs.generate(number(in.get(0)), text(in.get(1)), session);
        return Arrays.asList(bytes("ok"), bytes(ks));
    }

    private static List<byte[]> decode(List<byte[]> in) {
        try (Keyring keyring = keyring(in.subList(1, in.size()))) {
            Decoded decoded = keyring.decode(text(in.get(0)));
            RawFields raw = decoded.rawFields;
            List<byte[]> out = new ArrayList<>();
            out.add(bytes("ok"));
            for (RawValue value : Arrays.asList(raw.partnerId, raw.partnerPattern, raw.validUntil,
                raw.type, raw.rand, raw.user, raw.privileges, raw.masterPartnerId, raw.additionalData)) {
                out.add(value.bytes != null ? value.bytes : bytes(value.isArray ? "array_value" : "no_value"));
                out.add(value.bytes != null ? bytes("ok") : null);
            }
            for (byte[] text : new byte[][] {
                bytes(decoded.sessionHash), bytes(decoded.groupHash), decoded.signedText,
            }) {
                out.add(text != null ? text : bytes("no_value"));
                out.add(text != null ? bytes("ok") : null);
            }
            out.add(flag(decoded.isAdmin));
            out.add(flag(decoded.isWidget));
            out.add(flag(decoded.isAnonymous));
            for (byte[][] entry : decoded.serverEntries) {
                out.addAll(Arrays.asList(entry));
            }
            return out;
        }
    }

    private static List<byte[]> explain(List<byte[]> in) {
        try (Keyring keyring = keyring(in.subList(4, in.size()))) {
            Request request = new Request()
                .now(number(in.get(1)))
                .remoteAddr(text(in.get(2)))
                .requestUri(text(in.get(3)));
            Explanation explanation = keyring.explain(text(in.get(0)), request);
            return explanation.status == null
                ? Arrays.asList(bytes("none"))
                : Arrays.asList(bytes(explanation.statusNumber.toString()), bytes(explanation.status));
        }
    }

    private static List<byte[]> grants(List<byte[]> in) {
        try (Keyring keyring = keyring(in.subList(3, in.size()))) {
            Decoded decoded = keyring.decode(text(in.get(0)));
            return Arrays.asList(flag(decoded.grants(text(in.get(1)), text(in.get(2)))));
        }
    }

    private static List<byte[]> appToken(List<byte[]> in) {
        return Arrays.asList(
            bytes(KalturaKs.appTokenHash(text(in.get(0)), text(in.get(1)), text(in.get(2)))));
    }

    private static List<byte[]> answer(List<byte[]> in) {
        String kind = text(in.get(0));
        List<byte[]> fields = in.subList(1, in.size());
        switch (kind) {
            case "generate":
                return generate(fields);
            case "decode":
                return decode(fields);
            case "explain":
                return explain(fields);
            case "grants":
                return grants(fields);
            case "app_token":
                return appToken(fields);
            default:
                throw new IllegalStateException("unknown kind " + kind);
        }
    }

    /** Reads a number, or returns null at the end. */
    private static Integer readNumber(DataInputStream in) throws IOException {
        byte[] bytes = in.readNBytes(4);
        return bytes.length == 4 ? ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getInt() : null;
    }

    private static void writeNumber(OutputStream out, int number) throws IOException {
        out.write(ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(number).array());
    }

    public static void main(String[] arguments) throws IOException {
        DataInputStream in = new DataInputStream(System.in);
        OutputStream out = new BufferedOutputStream(System.out);
        Integer count;
        while ((count = readNumber(in)) != null) {
            List<byte[]> fields = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int length = readNumber(in);
                fields.add(length == NULL ? null : in.readNBytes(length));
            }
            List<byte[]> answer;
            try {
                answer = answer(fields);
            } catch (KsException exception) {
                answer = Arrays.asList(bytes(exception.code), bytes(exception.getMessage()));
            }
            writeNumber(out, answer.size());
            for (byte[] field : answer) {
                writeNumber(out, field == null ? NULL : field.length);
                if (field != null) {
                    out.write(field);
                }
            }
        }
        out.flush();
    }
}
