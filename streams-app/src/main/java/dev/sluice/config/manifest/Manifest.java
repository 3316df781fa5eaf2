package dev.sluice.config.manifest;

import dev.sluice.allocation.Pool;
import dev.sluice.config.manifest.form.PolicyText;
import dev.sluice.config.manifest.form.PoolText;
import dev.sluice.config.record.BudgetCodec;
import dev.sluice.config.record.PolicyCodec;
import dev.sluice.config.record.PoolCodec;
import dev.sluice.config.record.check.AllFindings;
import dev.sluice.config.record.check.DeclarationChecks;
import dev.sluice.events.ResourcePool;
import dev.sluice.events.TenantBudget;
import dev.sluice.policy.MonthlyBudget;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.schemas.Topic;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/** Something that people declare under a name: one document of a file, one record of a compacted topic. */
public sealed interface Manifest {
    /** Annotation with the name that is declared, if {@code metadata.name} cannot be that. */
    String NAME_ANNOTATION = "sluice.dev/name";

    Kind kind();

    /** Name of the service, pool or tenant. */
    String name();

    /** The record to publish under the name. */
    SpecificRecord record();

    /** What the file says under {@code spec}. */
    Map<String, Object> spec();

    /**
     * Why {@code run} would not take the record: it checks what it reads in the same way. Each begins with the name of a
     * field.
     */
    default List<String> beyondLimits() {
        AllFindings all = new AllFindings();
        switch (kind()) {
            case POLICY -> DeclarationChecks.check(all, name(), (dev.sluice.events.ScalingPolicy) record());
            case POOL -> DeclarationChecks.check(all, (ResourcePool) record());
            case BUDGET -> DeclarationChecks.check(all, (TenantBudget) record());
        }
        return all.details();
    }

    /** What can be declared, in the order in which it is best published: what others name comes first. */
    enum Kind {
        POOL("Pool", Topic.RESOURCE_POOLS),
        BUDGET("Budget", Topic.TENANT_BUDGETS),
        POLICY("ScalingPolicy", Topic.SCALING_POLICIES);

        private final String written;
        private final Topic topic;

        Kind(String written, Topic topic) {
            this.written = written;
            this.topic = topic;
        }

        /** The word that stands for it in a file. */
        public String written() {
            return written;
        }

        /** The topic of its records. */
        public Topic topic() {
            return topic;
        }

        /**
         * What a record of that topic declares.
         *
         * @throws IllegalArgumentException where the record holds what cannot be
         */
        public Manifest of(SpecificRecord record) {
            return switch (this) {
                case POOL -> new OfPool(PoolCodec.fromRecord((ResourcePool) record));
                case BUDGET -> {
                    TenantBudget budget = (TenantBudget) record;
                    yield new OfTenant(budget.getTenant(), BudgetCodec.fromRecord(budget));
                }
                case POLICY -> new OfService(PolicyCodec.fromRecord((dev.sluice.events.ScalingPolicy) record));
            };
        }

        /** In words. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What a team wants for a service. */
    record OfService(ScalingPolicy policy) implements Manifest {
        @Override
        public Kind kind() {
            return Kind.POLICY;
        }

        @Override
        public String name() {
            return policy.service();
        }

        @Override
        public SpecificRecord record() {
            return PolicyCodec.toRecord(policy);
        }

        @Override
        public Map<String, Object> spec() {
            return PolicyText.spec(policy);
        }
    }

    /** A pool of machines. */
    record OfPool(Pool pool) implements Manifest {
        @Override
        public Kind kind() {
            return Kind.POOL;
        }

        @Override
        public String name() {
            return pool.name();
        }

        @Override
        public SpecificRecord record() {
            return PoolCodec.toRecord(pool);
        }

        @Override
        public Map<String, Object> spec() {
            return PoolText.spec(pool);
        }
    }

    /** What a tenant may spend. */
    record OfTenant(String name, MonthlyBudget budget) implements Manifest {
        @Override
        public Kind kind() {
            return Kind.BUDGET;
        }

        @Override
        public SpecificRecord record() {
            return BudgetCodec.toRecord(name, budget);
        }

        @Override
        public Map<String, Object> spec() {
            return PoolText.spec(budget);
        }
    }
}
