package dev.sluice.cli.keda;

import java.util.Optional;

/** Whether HPA's tolerance can be set for one object, or is that of the cluster. */
enum HpaAge {
    /** Kubernetes 1.35 and newer, or 1.33 with a feature gate. */
    WITH_TOLERANCE_FIELD,
    /** HPA ignores changes of up to 10 %, unless its controller was started with another tolerance. */
    BEFORE_TOLERANCE_FIELD;

    /** The tolerance that the scaler has to know, because the object cannot say it. */
    Optional<String> toleranceToTell() {
        return this == BEFORE_TOLERANCE_FIELD ? Optional.of("0.1") : Optional.empty();
    }
}
