package dev.sluice.simulator.llm.engine;

/** Numbers of requests that wait, first come, first served. */
public final class RequestQueue {
    private int[] ring = new int[16];
    private int first;
    private int size;

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public void add(int request) {
        if (size == ring.length) {
            grow();
        }
        ring[(first + size++) % ring.length] = request;
    }

    int peek() {
        return ring[first];
    }

    public int remove() {
        int request = ring[first];
        first = (first + 1) % ring.length;
        size--;
        return request;
    }

    private void grow() {
        int[] larger = new int[2 * ring.length];
        System.arraycopy(ring, first, larger, 0, ring.length - first);
        System.arraycopy(ring, 0, larger, ring.length - first, first);
        ring = larger;
        first = 0;
    }
}
