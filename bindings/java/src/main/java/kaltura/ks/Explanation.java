package kaltura.ks;

import static kaltura.ks.Convert.check;
import static kaltura.ks.Convert.exists;

import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Kaltura's answer to a KS, and the reason. */
public final class Explanation {
    public final boolean isAccepted;
    /** The name of the server's status, such as "EXPIRED". Null if the server itself fails. */
    public final String status;
    public final Long statusNumber;
    /** The API error that a client would see. Null if the KS is accepted. */
    public final String apiError;
    public final String reason;
    /** The answers to the privileges of the request. */
    public final List<Grant> grants;
    /** What the answer depends on, and which calls are likely refused. */
    public final List<Advice> advice;
    /** One of Kaltura's error answers, or null if the text contains none. */
    public final Answer answer;
    /** Null if no secret signed the KS. */
    public final Decoded decoded;

    Explanation(Handle handle) {
        Fields fields = new Fields(handle, LibKs::kks_explanation_text, LibKs::kks_explanation_number,
            LibKs::kks_explanation_list);
        isAccepted = fields.number(22) != 0;
        status = fields.text(19);
        statusNumber = fields.number(19);
        apiError = fields.text(20);
        reason = fields.text(21);
        List<Grant> granted = new ArrayList<>();
        for (Advice reason : Convert.advice(fields.entries(6))) {
            IntByReference one = new IntByReference();
            long index = granted.size();
            check(handle.call(pointer -> LibKs.kks_explanation_granted(pointer, index, one)));
            granted.add(new Grant(one.getValue() != 0, reason.code, reason.message));
        }
        grants = Collections.unmodifiableList(granted);
        advice = Convert.advice(fields.entries(5));
        answer = fields.text(23) == null ? null : new Answer(fields);
        PointerByReference ks = new PointerByReference();
        boolean exists = exists(handle.call(pointer -> LibKs.kks_explanation_decoded(pointer, ks)));
        decoded = exists ? new Decoded(new Handle(ks.getValue(), LibKs::kks_decoded_free)) : null;
    }
}
