package stoa.runtime;

import java.util.List;

/**
 * A part of the program that can run alone: one row of the role table.
 *
 * @param name the word that {@code stoa run} takes; also the name of the service it runs
 * @param summary one line for people
 * @param needs roles of the same process that start earlier and stop later, where they run at all
 * @param factory makes one running instance
 */
public record Role(String name, String summary, List<String> needs, Factory factory) {

    /** Makes one instance of a role: bound and serving, not yet announced. */
    @FunctionalInterface
    public interface Factory {
        /** @throws Exception the reason why the role cannot start, in words for a person */
        RunningRole start(RoleContext context) throws Exception;
    }
}
