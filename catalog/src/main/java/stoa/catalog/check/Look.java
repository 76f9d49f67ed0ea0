package stoa.catalog.check;

import java.net.URI;
import stoa.discovery.Registration.CheckRecord;

/** One try at an instance. */
@FunctionalInterface
interface Look {
    /**
     * Blocks until the instance has answered, at most for the check's timeout.
     *
     * @throws InterruptedException when the try is broken off; the verdict is nobody's then
     */
    Finding at(URI url, CheckRecord check) throws InterruptedException;
}
