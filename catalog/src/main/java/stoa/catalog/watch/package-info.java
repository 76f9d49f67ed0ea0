/**
 * How changes of the registry reach whoever watches. Start reading at {@link stoa.catalog.watch.Changes}, the log that
 * watchers read at their own pace; {@link stoa.catalog.watch.WatchFeed} writes it as Server-Sent Events.
 */
@NullMarked
package stoa.catalog.watch;

import org.jspecify.annotations.NullMarked;
