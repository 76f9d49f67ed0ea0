/**
 * The assembly: sees every room, and no room sees it. Start at {@link stoa.main.platform.Topology}, then read
 * {@link stoa.main.platform.Platform#start} from top to bottom.
 */
@NullMarked
package stoa.main.platform;

import org.jspecify.annotations.NullMarked;
