/**
 * Which instance takes a request: the registry's instances with what this gateway knows of them. Start reading at
 * {@link stoa.gateway.balance.Directory}.
 */
@NullMarked
package stoa.gateway.balance;

import org.jspecify.annotations.NullMarked;
