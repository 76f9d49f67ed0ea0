package stoa.services.probe;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * What is probed, and what is expected of its answers.
 *
 * @param interval from the beginning of one probe to that of the next
 * @param timeout for the whole answer; not longer than the interval
 * @param failures so many in a row make it down
 * @param status the one that is expected; any of 200 to 299 where there is none
 * @param text that the answer contains
 * @param within how long an answer may take to be a good one
 */
record Target(String name, Address address, Duration interval, Duration timeout, int failures,
        Optional<Integer> status, Optional<String> text, Optional<Duration> within) {

    /** Where it answers. */
    sealed interface Address {
        /** A service of the platform, found by its name. */
        record OfService(String service, String path) implements Address {
            /** Without the query, as of a URL. */
            @Override
            public String toString() {
                return service + " " + path.split("\\?", 2)[0];
            }
        }

        record At(URI url) implements Address {
            /** Without the query, which may hold what is not for everybody. */
            @Override
            public String toString() {
                return url.getScheme() + "://" + url.getRawAuthority() + url.getRawPath();
            }
        }
    }

    static final Duration GREETED_EACH = Duration.ofSeconds(3);

    /** What is probed where nothing is set. */
    static Target greeter() {
        return new Target("greeter", new Address.OfService("greeter", "/"), GREETED_EACH, Duration.ofSeconds(2), 1,
                Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** What came of a probe that was answered. */
    Result judge(Result answered, int code, String body) {
        if (status.isPresent() ? code != status.get() : code < 200 || code > 299) {
            return answered.failing(Result.Outcome.STATUS,
                    "answered " + code + ", expected " + status.map(s -> "" + s).orElse("200 to 299"));
        }
        if (text.isPresent() && !body.contains(text.get())) {
            return answered.failing(Result.Outcome.TEXT, "the answer does not contain \"" + text.get() + "\"");
        }
        if (within.isPresent() && answered.took().compareTo(within.get()) > 0) {
            return answered.failing(Result.Outcome.SLOW, "took " + answered.took().toMillis() + "ms, expected within "
                    + within.get().toMillis() + "ms");
        }
        return answered;
    }
}
