/** What happened to the platform, remembered: an {@link stoa.events.Event} store, its service, and the recorder. */
@NullMarked
package stoa.events;

import org.jspecify.annotations.NullMarked;
