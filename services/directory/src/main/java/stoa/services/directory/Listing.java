package stoa.services.directory;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a question found.
 *
 * @param next the cursor from where more can be asked for; null where this was all
 * @param at when it was found
 */
record Listing(List<Person> users, @Nullable String next, Instant at) {

    /**
     * @param nome words of the name, empty for everybody
     * @param cursor where the page before ended, empty at the beginning
     * @param most so many people at once
     */
    record Question(String nome, String cursor, int most) {}
}
