package kaltura.ks;

import java.util.Collections;
import java.util.List;

/** A privilege of a KS: its name and its values. */
public final class Privilege {
    public final String name;
    /** Empty for a privilege without a value. */
    public final List<String> values;

    Privilege(String name, List<String> values) {
        this.name = name;
        this.values = Collections.unmodifiableList(values);
    }

    @Override
    public String toString() {
        return name + values;
    }
}
