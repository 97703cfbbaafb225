package kaltura.ks;

import static kaltura.ks.Convert.check;
import static kaltura.ks.Convert.exists;
import static kaltura.ks.Convert.field;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.List;

/** The fields of a result, by the constants KKS_FIELD_, KKS_RAW_ and KKS_LIST_ of ks.h. */
final class Fields {
    interface GetText {
        int call(Pointer handle, int field, byte[] buffer, long capacity, LongByReference length);
    }

    interface GetNumber {
        int call(Pointer handle, int field, LongByReference number);
    }

    interface GetList {
        int call(Pointer handle, int which, PointerByReference list);
    }

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
        return Convert.entries(list.getValue());
    }

    List<Privilege> privileges(int which) {
        return Convert.privileges(entries(which));
    }
}
