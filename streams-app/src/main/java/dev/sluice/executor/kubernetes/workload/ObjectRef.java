package dev.sluice.executor.kubernetes.workload;

/** Names one object of the cluster. */
public record ObjectRef(Kind kind, String namespace, String name) {
    public String path() {
        return kind.path(namespace, name);
    }

    @Override
    public String toString() {
        return kind + " " + namespace + "/" + name;
    }
}
