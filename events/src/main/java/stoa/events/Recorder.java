package stoa.events;

import java.util.Map;

/** Tells the event store what happened; never blocks and never fails the caller. */
public interface Recorder {
    void record(String kind, String subject, String summary, Map<String, String> data);

    default void record(String kind, String subject, String summary) {
        record(kind, subject, summary, Map.of());
    }

    /** The same in another one's name: an instance's of this process. */
    default Recorder from(String instance) {
        return this;
    }
}
