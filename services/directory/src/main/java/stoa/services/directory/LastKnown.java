package stoa.services.directory;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import stoa.services.directory.Listing.Question;

/** What there is to show while nobody answers: the list of everybody, and the answers to a few latest questions. */
final class LastKnown {
    private static final int KEPT = 16;

    private final Question everybody;
    private final Map<Question, Listing> answers = new LinkedHashMap<>(KEPT, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Question, Listing> eldest) {
            return size() > KEPT;
        }
    };
    private @Nullable Listing all;

    /** @param everybody the question whose answer is never forgotten */
    LastKnown(Question everybody) {
        this.everybody = everybody;
    }

    synchronized void remember(Question question, Listing answer) {
        if (question.equals(everybody)) {
            all = answer;
        } else {
            answers.put(question, answer);
        }
    }

    /** The last answer to this question. */
    synchronized Optional<Listing> to(Question question) {
        return Optional.ofNullable(question.equals(everybody) ? all : answers.get(question));
    }

    synchronized Optional<Listing> everybody() {
        return Optional.ofNullable(all);
    }
}
