package kaltura.ks;

import static kaltura.ks.Convert.checked;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.function.ToIntFunction;

/** A handle of libks, freed when it is closed or garbage. */
final class Handle {
    interface Create {
        int call(PointerByReference handle, PointerByReference error);
    }

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
