package stoa.http.client;

import java.io.IOException;
import java.net.URI;

/** Where a service answers: the part of the platform that differs between one process and forty. */
@FunctionalInterface
public interface Resolver {
    /** A base URL without trailing slash. @throws IOException when nothing is known of the name, saying so */
    URI resolve(String service) throws IOException;
}
