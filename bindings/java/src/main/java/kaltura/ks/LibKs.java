package kaltura.ks;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import kaltura.ks.Structs.RequestStruct;
import kaltura.ks.Structs.SessionStruct;
import kaltura.ks.Structs.VerifyOptionsStruct;

/** The functions of ks.h. A test compares them with ks.h. On 64-bit systems, size_t is a long. */
final class LibKs {
    static {
        String installed = Platform.isMac() ? "libks.0.dylib" : "libks.so.0";
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

    static native int kks_explain(Pointer keyring, byte[] text, long text_length, RequestStruct request,
        PointerByReference explanation, PointerByReference error);

    static native int kks_explanation_text(Pointer explanation, int field, byte[] buffer, long capacity,
        LongByReference length);

    static native int kks_explanation_number(Pointer explanation, int field, LongByReference number);

    static native int kks_explanation_list(Pointer explanation, int which, PointerByReference list);

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
