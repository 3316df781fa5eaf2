package dev.sluice.schemas;

import dev.sluice.events.RequestRateEvent;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.util.ClassSecurityValidator;

/** The packages whose classes Avro may make from bytes: ours, and those of record classes that the program itself names. */
public final class TrustedPackages {
    private static final Set<String> NAMES = ConcurrentHashMap.newKeySet();

    static {
        NAMES.add(RequestRateEvent.class.getPackageName());
        // what was trusted before stays trusted: others in this process may use Avro too
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.getGlobal(), type -> NAMES.contains(type.getPackageName())));
    }

    private TrustedPackages() {}

    /** Trusts the package of the contract's records. */
    public static void trustEvents() {
        trust(RequestRateEvent.class);
    }

    /** Trusts the package of a class that the program itself names. */
    static void trust(Class<?> type) {
        NAMES.add(type.getPackageName());
    }
}
