package stoa.gateway.route;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import stoa.gateway.balance.UpstreamService;
import stoa.gateway.files.Folder;
import stoa.http.Reply;

/** Where a route leads. */
public sealed interface Destination {
    /** To a service's instances. */
    record ToService(UpstreamService service) implements Destination {}

    /** To a service's instances; a browser that asks for the root itself is sent to a page, by a relative reference. */
    record Home(UpstreamService service, String page) implements Destination {}

    /** Nowhere: the path names a service that the registry does not know. */
    record NoSuchService() implements Destination {}

    /** To one of several services, by weight. */
    record Split(List<Part> parts, int total) implements Destination {
        /** @param below a number below this, and not below the part's before, is its */
        public record Part(UpstreamService service, int weight, int below) {}

        public Split {
            parts = List.copyOf(parts);
        }

        /** {@code orders 95, orders-next 5}. */
        public String shares() {
            return parts.stream().map(p -> p.service.name() + " " + p.weight).collect(Collectors.joining(", "));
        }

        public UpstreamService pick(SplittableRandom random) {
            var at = random.nextInt(total);
            for (var part : parts) {
                if (at < part.below) {
                    return part.service;
                }
            }
            return parts.getLast().service;
        }
    }

    /**
     * To another place, which the client is told.
     *
     * @param keepsRest whether what follows the prefix, and the query, follow there as well
     */
    record Redirect(int status, String to, boolean keepsRest) implements Destination {
        /**
         * @param rest of the path after the prefix. What stands first in it might be read as the beginning of a host, so it
         *            goes on with something else than slashes
         * @param query with its question mark, or empty
         */
        public String location(String rest, String query) {
            if (!keepsRest) {
                return to;
            }
            var begin = 0;
            while (begin < rest.length() && (rest.charAt(begin) == '/' || rest.charAt(begin) == '\\')) {
                begin++;
            }
            var slash = begin > 0 && !to.endsWith("/") ? "/" : "";
            return to + slash + rest.substring(begin) + query;
        }
    }

    /** The same answer for all. */
    record Fixed(Reply reply) implements Destination {
        static Fixed of(Action.Fixed answer) {
            return new Fixed(answer.body().isEmpty()
                    ? Reply.empty(answer.status())
                    : Reply.of(answer.status(), answer.type(), answer.body().getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** To the files of a folder. */
    record Files(Folder folder) implements Destination {}
}
