/** The commands that run roles in this process or look at its settings. Start at {@link stoa.main.command.Commands}. */
@NullMarked
package stoa.main.command;

import org.jspecify.annotations.NullMarked;
