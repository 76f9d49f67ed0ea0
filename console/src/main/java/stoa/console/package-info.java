/**
 * The pages of the platform: the console, and the description of every service's API. Files, and the sign-in; all that they show
 * they ask the other services for. Start at {@link Console}.
 */
@NullMarked
package stoa.console;

import org.jspecify.annotations.NullMarked;
