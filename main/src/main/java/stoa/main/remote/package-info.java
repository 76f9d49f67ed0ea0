/**
 * The commands that talk to a running platform, over HTTP and nothing else. Start at
 * {@link stoa.main.remote.RemoteCommands}.
 */
@NullMarked
package stoa.main.remote;

import org.jspecify.annotations.NullMarked;
