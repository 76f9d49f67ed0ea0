package stoa.gateway.files;

import java.nio.channels.FileChannel;
import java.util.List;
import java.util.SequencedMap;
import stoa.http.Problem;

/** What is answered for a path. */
public sealed interface Found {
    /**
     * An error.
     *
     * @param note the reason, for the log alone
     */
    record Refused(Problem problem, String note) implements Found {}

    /** The path of a folder lacks the slash at its end. */
    record LacksSlash() implements Found {}

    /** The client has it already; {@code headers} say what it has. */
    record Unchanged(SequencedMap<String, String> headers) implements Found {}

    /**
     * A file, or parts of one. Who gets it closes it.
     *
     * @param headers all that are the file's, without its length
     * @param parts what is sent, one after another
     */
    record Opened(int status, SequencedMap<String, String> headers, FileChannel file, List<Part> parts)
            implements
                Found {
        public Opened {
            parts = List.copyOf(parts);
        }

        /** Of the whole body, in bytes. */
        public long length() {
            return parts.stream().mapToLong(Part::length).sum();
        }
    }

    /**
     * Text, and some bytes of the file behind it.
     *
     * @param text mostly empty; of one byte a character
     */
    record Part(String text, long from, long bytes) {
        long length() {
            return text.length() + bytes;
        }
    }
}
