package dev.sluice.http.message;

/** One reader of server-sent events. It never makes the sender wait: who reads too slowly is dropped. */
public interface EventStream {
    /** Sends an event; {@code data} is one line. Does nothing once the stream is closed. */
    void send(String event, String data);

    /** Whether the reader is still there, as far as is known. */
    boolean isOpen();

    /** Runs this once, when the stream ends for whatever reason; at once where it has ended already. */
    void onClose(Runnable then);

    /** Ends the stream. */
    void close();
}
