/**
 * The program. {@link stoa.main.Main} takes the command line; {@code platform} holds the role table and the start,
 * {@code command} the commands that run roles here, {@code remote} those that talk to a running platform, {@code tour}
 * the contract as requests.
 */
@NullMarked
package stoa.main;

import org.jspecify.annotations.NullMarked;
