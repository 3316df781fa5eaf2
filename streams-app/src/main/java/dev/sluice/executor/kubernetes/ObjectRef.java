package dev.sluice.executor.kubernetes;

/** Names one object of the cluster. */
record ObjectRef(Kind kind, String namespace, String name) {
    String path() {
        return kind.path(namespace, name);
    }

    @Override
    public String toString() {
        return kind + " " + namespace + "/" + name;
    }
}
